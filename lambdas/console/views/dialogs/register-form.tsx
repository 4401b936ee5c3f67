import { useState } from 'preact/hooks';
import type { TaskView } from '../../../handlers/api/answer-schemas.ts';
import { type ApiProblem, problemOf } from '../../data/problem.ts';
import type { Relay } from '../../data/relay.ts';
import type { Sent } from '../../data/relay-api.ts';
import { curlLine } from '../../text/curl.ts';
import { blankRegistration, registrationBody } from '../../text/registration.ts';
import { ProblemNote } from '../problem-note.tsx';
import { taskHref } from '../route.ts';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';

interface Props {
  readonly relay: Relay;
  readonly onClose: () => void;
}

/** Registers a task that exists at the provider. */
export const RegisterForm = ({ relay, onClose }: Props) => {
  const [typed, setTyped] = useState(blankRegistration);
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const change = (fields: Partial<typeof typed>): void => setTyped({ ...typed, ...fields });
  const sent = (): Sent => ({ method: 'POST', path: '/tasks', body: registrationBody(typed) });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      const { taskId } = await relay.api.send<TaskView>(sent());
      location.hash = taskHref(taskId);
      onClose();
      await relay.look();
    } catch (error) {
      setProblem(problemOf(error));
      setBusy(false);
    }
  };
  return (
    <Dialog title="Register a task" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          Task id, as the provider gave it
          <input
            required
            value={typed.taskId}
            onInput={({ currentTarget }) => change({ taskId: currentTarget.value })}
          />
        </label>
        <label>
          Callback URL, unless the events go to an event bus only
          <input
            type="url"
            placeholder="https://"
            value={typed.callbackUrl}
            onInput={({ currentTarget }) => change({ callbackUrl: currentTarget.value })}
          />
        </label>
        <label>
          Provider, if not the default one
          <input
            value={typed.provider}
            onInput={({ currentTarget }) => change({ provider: currentTarget.value })}
          />
        </label>
        <label>
          Service tier
          <select
            value={typed.serviceTier}
            onChange={({ currentTarget }) => change({ serviceTier: currentTarget.value })}
          >
            <option value="default">default</option>
            <option value="flex">flex (offline)</option>
          </select>
        </label>
        <label>
          Metadata, a line <code>name=value</code> each
          <textarea
            rows={2}
            value={typed.metadata}
            onInput={({ currentTarget }) => change({ metadata: currentTarget.value })}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={typed.announceProcessing}
            onChange={({ currentTarget }) => change({ announceProcessing: currentTarget.checked })}
          />
          Send <code>video.processing</code> too
        </label>
        {problem && <ProblemNote problem={problem} />}
        <FormActions
          curl={() => curlLine(relay.api.baseUrl, sent())}
          onClose={onClose}
          closeName="Cancel"
          busy={busy}
        >
          Register
        </FormActions>
      </form>
    </Dialog>
  );
};
