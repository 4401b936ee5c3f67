import { useEffect, useMemo, useRef } from 'preact/hooks';
import { LiveTask } from '../data/live-task.ts';
import type { Relay } from '../data/relay.ts';
import { taskPath } from '../data/relay-api.ts';
import { repeat } from '../data/repeat.ts';
import { isLocal } from '../data/session.ts';
import { useStore } from '../data/store.ts';
import { curlLine } from '../text/curl.ts';
import { executionLink } from '../text/execution-link.ts';
import { bytes, moment } from '../text/format.ts';
import { timelineOf } from '../text/timeline.ts';
import { answerWords, toneOfDelivery, toneOfStatus } from '../text/words.ts';
import { Badge } from './badge.tsx';
import { CopyButton } from './copy-button.tsx';
import { EventView } from './event-view.tsx';
import { Facts } from './facts.tsx';
import { Player } from './player.tsx';
import { ProblemNote } from './problem-note.tsx';
import { listHref } from './route.ts';
import { TaskActions } from './task-actions.tsx';
import { TimelineView } from './timeline-view.tsx';

interface Props {
  readonly relay: Relay;
  readonly taskId: string;
}

/** One task: its video, what happened to it, and what can be done about it. */
export const TaskPanel = ({ relay, taskId }: Props) => {
  const live = useMemo(() => new LiveTask(relay.api, taskId), [relay, taskId]);
  useEffect(
    () =>
      repeat(
        () => live.refresh(),
        () => relay.pause,
      ),
    [live, relay],
  );
  const heading = useRef<HTMLHeadingElement>(null);
  // On a phone the list is gone now, and the focus with it.
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);
  const { task, deliveries, problem } = useStore(live.state);
  const execution = executionLink(task?.execution ?? null, isLocal());
  const look = async (): Promise<void> => {
    await live.refresh();
    await relay.look();
  };
  return (
    <article class="panel" aria-label={`Task ${taskId}`}>
      <div class="panel-head">
        <a class="back" href={listHref} aria-label="Close the task">
          ✕
        </a>
        <h2 class="task-id" ref={heading} tabIndex={-1}>
          {taskId}
        </h2>
        <CopyButton text={() => taskId}>Copy id</CopyButton>
      </div>
      {problem && <ProblemNote problem={problem} />}
      {task && (
        <>
          <p class="panel-states">
            <Badge tone={toneOfStatus(task.status)}>{task.status}</Badge>
            {task.delivery && (
              <Badge tone={toneOfDelivery(task.delivery.state)} of={task.delivery.destination}>
                {task.delivery.state}
              </Badge>
            )}
            {task.model && <span class="model">{task.model}</span>}
          </p>
          <TaskActions relay={relay} task={task} deliveries={deliveries} onDone={look} />
          {task.status === 'completed' && <Player links={relay.links} taskId={taskId} />}
          <section class="card">
            <h3>What happened</h3>
            <TimelineView entries={timelineOf(task, deliveries)} clock={relay.clock} />
          </section>
          {task.delivery && task.status !== 'stopped' && <EventView relay={relay} taskId={taskId} />}
          {task.video && <Facts title="File" values={{ ...task.video, bytes: sizeOf(task.video.bytes) }} />}
          {task.keptFile && <Facts title="What was found in place of a video" values={task.keptFile} />}
          {task.generation && <Facts title="Generation" values={generationOf(task.generation)} />}
          <Facts title="Metadata" values={task.metadata} />
          <Facts title="Registration" values={registrationOf(task)} />
          <p class="panel-links">
            {execution && (
              <a href={execution} target="_blank" rel="noreferrer noopener">
                Its execution in AWS
              </a>
            )}
            <CopyButton text={() => curlLine(relay.api.baseUrl, { method: 'GET', path: taskPath(taskId) })}>
              Copy the record’s request as curl
            </CopyButton>
          </p>
        </>
      )}
    </article>
  );
};

const sizeOf = (count: number): string => `${bytes(count)} (${count.toLocaleString()} bytes)`;

const generationOf = ({ usage, ...said }: NonNullable<TaskFields['generation']>) => ({ ...said, ...usage });

const registrationOf = ({
  provider,
  providerTaskId,
  registeredAt,
  callbackUrl,
  serviceTier,
  events,
  deadline,
  queries,
  retries,
  lastAnswer,
  answerShape,
}: TaskFields) => ({
  provider,
  providerTaskId,
  registered: moment(registeredAt),
  callbackUrl,
  serviceTier,
  furtherEvents: events.length === 0 ? null : events.join(', '),
  deadline: moment(deadline),
  polls: queries,
  retries: retries === 0 ? null : retries,
  lastAnswer: lastAnswer === null ? null : answerWords(lastAnswer),
  answerShape,
});

type TaskFields = NonNullable<ReturnType<typeof useStore<LiveTask['state']['value']>>['task']>;
