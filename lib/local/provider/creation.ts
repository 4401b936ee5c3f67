import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { misbehave } from './misbehave.ts';
import { type Plan, scripted } from './plan.ts';
import { scriptInPrompt } from './prompt.ts';
import { badRequest } from './refusals.ts';
import { json, type SimulatedReply } from './reply.ts';
import type { SimulatedTask } from './simulated-tasks.ts';
import type { TaskScript } from './task-script.ts';

interface CreationContext {
  create(script: Partial<TaskScript>, model: string): SimulatedTask;
  /** Other providers have other models. */
  readonly anyModel?: boolean;
  readonly plan: Plan;
  readonly now: () => number;
  /** Which creation this is, from 1. */
  readonly number: number;
}

const ratios = ['16:9', '4:3', '1:1', '3:4', '9:16', '21:9', 'adaptive'];
const models = /^seedance_1_5_pro_(480p|720p|1080p)$/;

type Parsed = { readonly model: string; readonly prompt: string } | { readonly wrong: string };

const parse = (body: string, anyModel: boolean): Parsed => {
  let request: Record<string, unknown>;
  try {
    request = JSON.parse(body);
  } catch {
    return { wrong: 'the body is not JSON' };
  }
  const { model, content, ratio, duration } = request ?? {};
  if (typeof model !== 'string' || !(anyModel || models.test(model)))
    return { wrong: 'model is missing or unknown' };
  if (!Array.isArray(content) || content.length === 0) return { wrong: 'content is missing' };
  if (ratio !== undefined && !ratios.includes(String(ratio))) return { wrong: 'ratio is unknown' };
  const seconds = Number(duration ?? 5);
  if (seconds !== -1 && !(seconds >= 4 && seconds <= 12)) return { wrong: 'duration must be -1 or 4 to 12' };
  const prompt = content.map((part) => (part?.type === 'text' ? String(part.text) : '')).join(' ');
  return { model, prompt };
};

/**
 * Answers a creation. The task exists even if the answer is lost: a client that repeats the request creates a second
 * task, because the provider takes no idempotency key.
 */
export const answerCreation = async (
  request: IncomingMessage,
  context: CreationContext,
): Promise<SimulatedReply> => {
  const parsed = parse(await text(request), context.anyModel ?? false);
  if ('wrong' in parsed) return badRequest(parsed.wrong);
  const task = context.create(scriptInPrompt(parsed.prompt), parsed.model);
  const simulated = { kind: 'create', taskId: task.id, number: context.number } as const;
  const created = json(200, {
    id: task.id,
    object: 'video',
    created: Math.floor(task.createdAt / 1000),
    model: task.model,
    status: 'queued',
  });
  return misbehave(created, [...scripted(task.script.misbehaves, simulated), ...context.plan(simulated)], {
    number: context.number,
    now: context.now(),
    deadLink: () => '',
  });
};
