import type { TaskView } from '../../handlers/api/answer-schemas.ts';
import type { ListedTask } from '../data/live-list.ts';
import type { Relay } from '../data/relay.ts';
import { age, moment } from '../text/format.ts';
import { toneOfDelivery, toneOfStatus } from '../text/words.ts';
import { Badge } from './badge.tsx';
import { FirstFrame } from './first-frame.tsx';
import { taskHref } from './route.ts';

interface Props {
  readonly relay: Relay;
  readonly row: ListedTask;
  readonly detail: TaskView | undefined;
  readonly now: number;
  readonly shown: boolean;
}

export const rowHeight = 76;

/** One task in the list. */
export const TaskRow = ({ relay, row, detail, now, shown }: Props) => {
  const { taskId, status, model, registeredAt, error } = row;
  const delivery = detail?.delivery;
  return (
    <a class="row" href={taskHref(taskId)} aria-current={shown ? 'true' : undefined}>
      <FirstFrame frames={relay.frames} taskId={taskId} ready={status === 'completed'} />
      <span class="task-id" title={taskId}>
        {taskId}
      </span>
      <span class="row-sub">
        {error ? error.code.replaceAll('_', ' ') : (model ?? 'model not known yet')}
      </span>
      <span class="row-states">
        <Badge tone={toneOfStatus(status)}>{status}</Badge>
        {delivery && (
          <Badge tone={toneOfDelivery(delivery.state)} of={delivery.destination}>
            {delivery.state}
          </Badge>
        )}
      </span>
      <time class="row-age" dateTime={registeredAt} title={`Registered ${moment(registeredAt)}`}>
        {age(now - Date.parse(registeredAt))}
      </time>
    </a>
  );
};
