import { useState } from 'preact/hooks';
import type { RecoveryView } from '../../../handlers/api/recovery-answers.ts';
import { type ApiProblem, problemOf } from '../../data/problem.ts';
import type { Relay } from '../../data/relay.ts';
import type { Sent } from '../../data/relay-api.ts';
import { curlLine } from '../../text/curl.ts';
import { localMinute } from '../../text/format.ts';
import { ProblemNote } from '../problem-note.tsx';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';
import { RecoveryProgress } from './recovery-progress.tsx';

interface Props {
  readonly relay: Relay;
  readonly onClose: () => void;
}

const day = 24 * 3600 * 1000;

/** Sends everything again that a receiver missed: says first how much that is. */
export const RecoverForm = ({ relay, onClose }: Props) => {
  const [since, setSince] = useState(() => localMinute(relay.clock.now() - day));
  const [until, setUntil] = useState('');
  const [gone, setGone] = useState(false);
  const [found, setFound] = useState<number>();
  const [job, setJob] = useState<RecoveryView>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const sent = (dryRun: boolean): Sent => ({
    method: 'POST',
    path: '/deliveries/recover',
    body: {
      since: instant(since),
      ...(until === '' ? {} : { until: instant(until) }),
      state: gone ? ['exhausted', 'gone'] : ['exhausted'],
      ...(dryRun ? { dryRun } : {}),
    },
  });
  const change = (apply: () => void): void => {
    apply();
    setFound(undefined);
  };
  const ask = async <T,>(request: Sent, take: (answer: T) => void): Promise<void> => {
    setBusy(true);
    setProblem(undefined);
    await relay.api.send<T>(request).then(take, (error: unknown) => setProblem(problemOf(error)));
    setBusy(false);
  };
  const submit = (event: Event): void => {
    event.preventDefault();
    if (!found) void ask<{ found: number }>(sent(true), (answer) => setFound(answer.found));
    else void ask(sent(false), setJob);
  };
  if (job) {
    return (
      <Dialog title="Recover callbacks" onClose={onClose}>
        <RecoveryProgress relay={relay} begun={job} onClose={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog title="Recover callbacks" onClose={onClose}>
      <form onSubmit={submit}>
        <p class="hint">
          After an outage of your receiver: sends each event again whose last delivery failed in this time.
        </p>
        <label>
          Since
          <input
            required
            type="datetime-local"
            value={since}
            onInput={({ currentTarget }) => change(() => setSince(currentTarget.value))}
          />
        </label>
        <label>
          Until, if not now
          <input
            type="datetime-local"
            value={until}
            onInput={({ currentTarget }) => change(() => setUntil(currentTarget.value))}
          />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={gone}
            onChange={({ currentTarget }) => change(() => setGone(currentTarget.checked))}
          />
          Those, too, that the receiver answered with 410 (gone)
        </label>
        {found !== undefined && (
          <p role="status">
            {found === 0 ? 'Nothing was missed in this time.' : `${found} callbacks would be sent again.`}
          </p>
        )}
        {problem && <ProblemNote problem={problem} />}
        <FormActions curl={() => curlLine(relay.api.baseUrl, sent(false))} onClose={onClose} busy={busy}>
          {found ? `Send ${found} again` : 'Count them'}
        </FormActions>
      </form>
    </Dialog>
  );
};

/** What was typed without a zone is of the browser's. */
const instant = (typed: string): string => {
  const date = new Date(typed);
  return Number.isNaN(date.getTime()) ? typed : date.toISOString();
};
