import { misbehave } from './misbehave.ts';
import { type Plan, scripted } from './plan.ts';
import { notFound } from './refusals.ts';
import { json, type SimulatedReply } from './reply.ts';
import type { SimulatedTask } from './simulated-tasks.ts';

interface PollContext {
  readonly now: number;
  readonly plan: Plan;
  /** A link to the task's video; with a status, one that answers with that alone. */
  link(task: SimulatedTask, status?: number): string;
}

/** Answers a poll, and records it. Unknown and deleted tasks get the same answer. */
export const answerPoll = (
  task: SimulatedTask | undefined,
  { now, plan, link }: PollContext,
): SimulatedReply => {
  const trueStatus = task?.statusAt(now);
  if (!task || trueStatus === undefined) {
    task?.polls.push({ at: now, misbehaviours: [] });
    return notFound();
  }
  const request = { kind: 'query', taskId: task.id, number: task.polls.length + 1 } as const;
  const misbehaviours = [...scripted(task.script.misbehaves, request), ...plan(request)];
  task.polls.push({ at: now, trueStatus, misbehaviours });
  const completed = trueStatus === 'completed';
  const right = json(200, {
    id: task.id,
    object: 'video',
    created: Math.floor(task.createdAt / 1000),
    model: task.model,
    status: trueStatus,
    video_url: completed ? link(task) : null,
    actualDuration: completed ? task.script.durationSeconds : null,
    error: trueStatus === 'failed' ? task.script.error : null,
  });
  const deadLink = (status: number): string => link(task, status);
  return misbehave(right, misbehaviours, { number: request.number, now, deadLink });
};
