import { useEffect, useState } from 'preact/hooks';
import type { CallbackBody } from '../../handlers/api/answer-schemas.ts';
import { type ApiProblem, problemOf } from '../data/problem.ts';
import type { Relay } from '../data/relay.ts';
import { taskPath } from '../data/relay-api.ts';
import { curlCallback } from '../text/curl.ts';
import { CopyButton } from './copy-button.tsx';
import { ProblemNote } from './problem-note.tsx';

/** The callback as the receiver gets it. Fetched when it is opened, since its link and its signatures are of that moment. */
export const EventView = ({ relay, taskId }: { readonly relay: Relay; readonly taskId: string }) => {
  const [open, setOpen] = useState(false);
  return (
    <details class="card" onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        <h3>The callback as it is sent</h3>
      </summary>
      {open && <Callback relay={relay} taskId={taskId} />}
    </details>
  );
};

const Callback = ({ relay, taskId }: { readonly relay: Relay; readonly taskId: string }) => {
  const [callback, setCallback] = useState<CallbackBody>();
  const [problem, setProblem] = useState<ApiProblem>();
  useEffect(() => {
    relay.api
      .get<CallbackBody>(`${taskPath(taskId)}/event`)
      .then(setCallback, (error: unknown) => setProblem(problemOf(error)));
  }, [relay, taskId]);
  if (problem) return <ProblemNote problem={problem} />;
  if (!callback) return <p class="hint">Loading …</p>;
  return (
    <>
      <pre class="code">
        {[
          ...(callback.url === null ? [] : [`POST ${callback.url}`]),
          ...Object.entries(callback.headers).map(([name, value]) => `${name}: ${value}`),
        ].join('\n')}
      </pre>
      <pre class="code">{indented(callback.body)}</pre>
      <CopyButton text={() => curlCallback(callback)}>Copy as curl</CopyButton>
    </>
  );
};

const indented = (json: string): string => {
  try {
    return JSON.stringify(JSON.parse(json), null, 2);
  } catch {
    return json;
  }
};
