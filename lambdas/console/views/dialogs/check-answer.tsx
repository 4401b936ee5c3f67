import { useState } from 'preact/hooks';
import type { ProviderCheckBody } from '../../../handlers/api/answer-schemas.ts';
import { type ApiProblem, problemOf } from '../../data/problem.ts';
import type { Relay } from '../../data/relay.ts';
import type { Sent } from '../../data/relay-api.ts';
import { curlLine } from '../../text/curl.ts';
import { answerWords } from '../../text/words.ts';
import { Badge } from '../badge.tsx';
import { ProblemNote } from '../problem-note.tsx';
import { Dialog } from './dialog.tsx';
import { FormActions } from './form-actions.tsx';

interface Props {
  readonly relay: Relay;
  readonly onClose: () => void;
}

/** Shows what is read in an answer of a provider that somebody pastes. */
export const CheckAnswerForm = ({ relay, onClose }: Props) => {
  const [provider, setProvider] = useState('seedance');
  const [status, setStatus] = useState('200');
  const [body, setBody] = useState('');
  const [second, setSecond] = useState('');
  const [result, setResult] = useState<ProviderCheckBody>();
  const [problem, setProblem] = useState<ApiProblem>();
  const sent = (): Sent => ({
    method: 'POST',
    path: `/providers/${encodeURIComponent(provider.trim())}/check`,
    body: { status: Number(status), body, ...(second === '' ? {} : { result: { body: second } }) },
  });
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    setResult(undefined);
    setProblem(undefined);
    await relay.api
      .send<ProviderCheckBody>(sent())
      .then(setResult, (error: unknown) => setProblem(problemOf(error)));
  };
  return (
    <Dialog title="Check an answer" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <p class="hint">Paste what a provider has answered. Nobody is asked, and nothing is recorded.</p>
        <label>
          Provider
          <input
            required
            value={provider}
            onInput={({ currentTarget }) => setProvider(currentTarget.value)}
          />
        </label>
        <label>
          HTTP status
          <input
            required
            type="number"
            min={100}
            max={599}
            value={status}
            onInput={({ currentTarget }) => setStatus(currentTarget.value)}
          />
        </label>
        <label>
          Answer
          <textarea
            required
            rows={6}
            value={body}
            onInput={({ currentTarget }) => setBody(currentTarget.value)}
          />
        </label>
        <label>
          Answer to the second request, if there is one (as at fal)
          <textarea rows={2} value={second} onInput={({ currentTarget }) => setSecond(currentTarget.value)} />
        </label>
        {result && <Result {...result} />}
        {problem && <ProblemNote problem={problem} />}
        <FormActions curl={() => curlLine(relay.api.baseUrl, sent())} onClose={onClose}>
          Check
        </FormActions>
      </form>
    </Dialog>
  );
};

const wordsFor = (answer: string): string | null => {
  const words = answerWords(answer);
  return words === answer ? null : words;
};

const Result = ({ answer, final, videoUrl, message, reason, read, notRead }: ProviderCheckBody) => (
  <div role="status">
    <p>
      <Badge tone={final ? 'good' : 'busy'}>{answer}</Badge>{' '}
      {[wordsFor(answer), message, reason].filter((part) => part !== null).join(', ')}
    </p>
    {videoUrl && <p class="hint">Would be fetched: {videoUrl}</p>}
    <pre class="quote">
      {[
        ...read.map(({ what, place, value }) => `${what} at ${place}: ${value}`),
        ...notRead.map((place) => `not read: ${place}`),
      ].join('\n')}
    </pre>
  </div>
);
