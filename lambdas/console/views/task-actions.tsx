import { useState } from 'preact/hooks';
import { retriableCodes } from '../../contract/retriable-codes.ts';
import type { DeliveryList, TaskView } from '../../handlers/api/answer-schemas.ts';
import { type ApiProblem, problemOf } from '../data/problem.ts';
import type { Relay } from '../data/relay.ts';
import { type Sent, taskPath } from '../data/relay-api.ts';
import { useStore } from '../data/store.ts';
import { curlLine } from '../text/curl.ts';
import { isOpen } from '../text/words.ts';
import { CopyButton } from './copy-button.tsx';
import { Dialog } from './dialogs/dialog.tsx';
import { ProblemNote } from './problem-note.tsx';

interface Action {
  readonly name: string;
  readonly sent: Sent;
  /** Asked before it is done, if it cannot be undone. */
  readonly question?: string;
}

const isToBus = ({ destination }: DeliveryList['deliveries'][number]): boolean => destination === 'bus';
const retriable: readonly string[] = retriableCodes;

/** What can be done to a task as it now is. */
const actionsFor = (
  { taskId, status, delivery, error }: TaskView,
  deliveries: DeliveryList['deliveries'],
  has: (path: string) => boolean,
): Action[] => {
  const path = taskPath(taskId);
  const actions: Action[] = [];
  if (!isOpen(status) && status !== 'stopped' && delivery) {
    actions.push({ name: 'Redeliver', sent: { method: 'POST', path: `${path}/redeliver` } });
    const hasBoth = delivery.destination === 'callback' && deliveries.some(isToBus);
    if (hasBoth) {
      const sent: Sent = { method: 'POST', path: `${path}/redeliver?destination=bus` };
      actions.push({ name: 'Redeliver to the event bus', sent });
    }
  }
  if (error && retriable.includes(error.code) && has('/tasks/{taskId}/retry')) {
    actions.push({ name: 'Retry', sent: { method: 'POST', path: `${path}/retry` } });
  }
  if (isOpen(status)) {
    const question =
      'Tracking ends, and no callback comes any more. The provider goes on: its API cannot cancel. This cannot be undone.';
    actions.push({ name: 'Stop', sent: { method: 'DELETE', path }, question });
  }
  return actions;
};

interface Props {
  readonly relay: Relay;
  readonly task: TaskView;
  readonly deliveries: DeliveryList['deliveries'];
  readonly onDone: () => Promise<void>;
}

export const TaskActions = ({ relay, task, deliveries, onDone }: Props) => {
  const features = useStore(relay.features);
  const [asked, setAsked] = useState<Action>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const perform = async ({ sent }: Action): Promise<void> => {
    setAsked(undefined);
    setBusy(true);
    const failure = await relay.api.send(sent).then(() => undefined, problemOf);
    setProblem(failure);
    setBusy(false);
    await onDone();
  };
  const actions = actionsFor(task, deliveries, (path) => features.has('POST', path));
  if (actions.length === 0 && !problem) return null;
  return (
    <div class="actions">
      {actions.map((action) => (
        <span key={action.name} class="action">
          <button
            type="button"
            disabled={busy}
            class={action.question ? 'danger' : ''}
            onClick={() => (action.question ? setAsked(action) : void perform(action))}
          >
            {action.name}
          </button>
          <CopyButton text={() => curlLine(relay.api.baseUrl, action.sent)}>as curl</CopyButton>
        </span>
      ))}
      {problem && <ProblemNote problem={problem} />}
      {asked && (
        <Dialog title={`${asked.name} this task?`} onClose={() => setAsked(undefined)}>
          <p>{asked.question}</p>
          <p class="dialog-actions">
            <button type="button" onClick={() => setAsked(undefined)}>
              Leave it
            </button>
            <button type="button" class="danger" onClick={() => void perform(asked)}>
              {asked.name}
            </button>
          </p>
        </Dialog>
      )}
    </div>
  );
};
