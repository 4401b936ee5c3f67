import { filmTold } from '../../domain/callbacks/event-video.ts';
import type { ExpectedFinish } from '../../domain/polling/expected-finish.ts';
import { type Delivery, destinationOf } from '../../domain/task/delivery.ts';
import { errorFacts } from '../../domain/task/error-facts.ts';
import { generationView } from '../../domain/task/generation.ts';
import type { ArchiveProgress, PastPoll, StoredFile, Task } from '../../domain/task/task.ts';
import { idAtProvider, providerOf } from '../../domain/task/task-provider.ts';
import { iso, type Millis } from '../../domain/task/time.ts';
import type { ArchiveView, DeliveryView, TaskView } from './answer-schemas.ts';

export const timeOrNull = (time: Millis | undefined): string | null =>
  time === undefined ? null : iso(time);

/** A task as its owner sees it. The provider's link is not part of it. */
export const taskView = (
  task: Task,
  deliveries: readonly Delivery[] = [],
  execution: string | null = null,
  expected?: ExpectedFinish,
): TaskView => {
  const latest = deliveries.findLast(({ beside }) => !beside);
  return {
    taskId: task.taskId,
    provider: providerOf(task),
    providerTaskId: idAtProvider(task),
    status: task.status,
    serviceTier: task.serviceTier,
    callbackUrl: task.callbackUrl ?? null,
    events: [...task.events],
    metadata: task.metadata,
    registeredAt: iso(task.registeredAt),
    deadline: iso(task.deadline),
    model: task.model ?? null,
    createdAt: timeOrNull(task.createdAt),
    finishedAt: timeOrNull(task.finishedAt),
    expectedAt: timeOrNull(expected?.at),
    expectedBy: timeOrNull(expected?.by),
    retries: task.retries ?? 0,
    queries: task.queries,
    lastQueryAt: timeOrNull(task.lastQueryAt),
    nextQueryAt: timeOrNull(task.nextQueryAt),
    lastAnswer: task.lastAnswer ?? null,
    answerShape: task.answerShape ?? null,
    execution,
    polls: (task.polls ?? []).map(pollView),
    archive: task.archiveProgress ? archiveView(task.archiveProgress) : null,
    generation: generationView(task.generation),
    error: task.error ? errorFacts(task.error) : null,
    video: task.video ? { ...storedView(task.video), ...filmTold(task.video) } : null,
    keptFile: task.keptFile ? storedView(task.keptFile) : null,
    delivery: latest ? deliveryView(latest) : null,
  };
};

const pollView = (poll: PastPoll): TaskView['polls'][number] => ({
  at: iso(poll.at),
  milliseconds: poll.ms,
  answer: poll.answer,
  retryAfterSeconds: poll.retryAfter ?? null,
  nextQueryAt: timeOrNull(poll.next),
});

const storedView = ({ bucket, key, contentType, bytes, sha256 }: StoredFile) => ({
  ...{ bucket, key, contentType, bytes, sha256 },
});

const archiveView = (progress: ArchiveProgress): ArchiveView => ({
  startedAt: iso(progress.startedAt),
  turns: progress.turns,
  failures: progress.failures,
  lastFailure: progress.lastFailure ?? null,
  nextTurnAt: timeOrNull(progress.nextTurnAt),
  bytesCopied: progress.bytesUp ?? 0,
});

export const deliveryView = (delivery: Delivery): DeliveryView => ({
  number: delivery.number,
  destination: destinationOf(delivery),
  event: delivery.event,
  eventId: delivery.eventId,
  state: delivery.state,
  attempts: delivery.attempts,
  nextAttemptAt: timeOrNull(delivery.nextAttemptAt),
  settledAt: timeOrNull(delivery.settledAt),
});
