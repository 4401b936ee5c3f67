import { misbehave } from './misbehave.ts';
import { type Plan, scripted } from './plan.ts';
import { notFound } from './refusals.ts';
import { json, type SimulatedReply } from './reply.ts';
import type { SimulatedTask } from './simulated-tasks.ts';
import type { TrueStatus } from './task-script.ts';

interface PollContext {
  readonly now: number;
  readonly plan: Plan;
  /** A link to the task's video; with a status, one that answers with that alone. */
  link(task: SimulatedTask, status?: number): string;
  /** Puts an answer into another provider's words. */
  readonly speak?: (payload: Payload) => Payload;
}

type Payload = Readonly<Record<string, unknown>>;

/** What is true of a task, as the first provider says it. */
export const truthOf = (
  task: SimulatedTask,
  status: TrueStatus | undefined,
  link: PollContext['link'],
): Payload => {
  const completed = status === 'completed';
  return {
    id: task.id,
    object: 'video',
    created: Math.floor(task.createdAt / 1000),
    model: task.model,
    status,
    video_url: completed ? link(task) : null,
    actualDuration: completed ? task.script.durationSeconds : null,
    error: status === 'failed' ? task.script.error : null,
  };
};

/** Answers a poll, and records it. Unknown and deleted tasks get the same answer. */
export const answerPoll = (
  task: SimulatedTask | undefined,
  { now, plan, link, speak }: PollContext,
): SimulatedReply => {
  const trueStatus = task?.statusAt(now);
  if (!task || trueStatus === undefined) {
    task?.polls.push({ at: now, misbehaviours: [] });
    return notFound();
  }
  const request = { kind: 'query', taskId: task.id, number: task.polls.length + 1 } as const;
  const misbehaviours = [...scripted(task.script.misbehaves, request), ...plan(request)];
  task.polls.push({ at: now, trueStatus, misbehaviours });
  const right = json(200, truthOf(task, trueStatus, link));
  const deadLink = (status: number): string => link(task, status);
  return misbehave(right, misbehaviours, { number: request.number, now, deadLink, ...(speak && { speak }) });
};
