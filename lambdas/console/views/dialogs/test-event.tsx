import { useState } from 'preact/hooks';
import type { TestEventResultBody } from '../../../handlers/api/answer-schemas.ts';
import { type ApiProblem, problemOf } from '../../data/problem.ts';
import type { Relay } from '../../data/relay.ts';
import type { Sent } from '../../data/relay-api.ts';
import { curlLine } from '../../text/curl.ts';
import { duration } from '../../text/format.ts';
import { Badge } from '../badge.tsx';
import { ProblemNote } from '../problem-note.tsx';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';

interface Props {
  readonly relay: Relay;
  readonly onClose: () => void;
}

/** Sends a signed test event, and shows what the receiver says to it. */
export const TestEventForm = ({ relay, onClose }: Props) => {
  const [callbackUrl, setCallbackUrl] = useState('');
  const [result, setResult] = useState<TestEventResultBody>();
  const [problem, setProblem] = useState<ApiProblem>();
  const [busy, setBusy] = useState(false);
  const sent = (): Sent => ({
    method: 'POST',
    path: '/test-event',
    body: { callbackUrl: callbackUrl.trim() },
  });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    setResult(undefined);
    setProblem(undefined);
    await relay.api
      .send<TestEventResultBody>(sent())
      .then(setResult, (error: unknown) => setProblem(problemOf(error)));
    setBusy(false);
  };
  return (
    <Dialog title="Try a receiver" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p class="hint">Sends one signed event of the type test.ping. Nothing is recorded or tried again.</p>
        <label>
          Callback URL
          <input
            required
            type="url"
            placeholder="https://"
            value={callbackUrl}
            onInput={({ currentTarget }) => setCallbackUrl(currentTarget.value)}
          />
        </label>
        {result && <Result {...result} />}
        {problem && <ProblemNote problem={problem} />}
        <FormActions curl={() => curlLine(relay.api.baseUrl, sent())} onClose={onClose} busy={busy}>
          {busy ? 'Sending …' : 'Send a test event'}
        </FormActions>
      </form>
    </Dialog>
  );
};

const Result = ({ result, status, failure, reason, location, milliseconds, answer }: TestEventResultBody) => (
  <div role="status">
    <p>
      <Badge tone={result === 'accepted' ? 'good' : 'bad'}>{result}</Badge>{' '}
      {[status, failure, reason, duration(milliseconds)].filter((part) => part !== null).join(', ')}
    </p>
    {location && <p class="hint">It redirects to {location}, which is not followed.</p>}
    {answer && <pre class="quote">{answer}</pre>}
  </div>
);
