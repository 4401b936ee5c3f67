import { useEffect, useState } from 'preact/hooks';
import type { RecoveryView } from '../../../handlers/api/recovery-answers.ts';
import { type ApiProblem, problemOf } from '../../data/problem.ts';
import type { Relay } from '../../data/relay.ts';
import { repeat } from '../../data/repeat.ts';
import { toneOfRecovery } from '../../text/words.ts';
import { Badge } from '../badge.tsx';
import { ProblemNote } from '../problem-note.tsx';

interface Props {
  readonly relay: Relay;
  readonly begun: RecoveryView;
  readonly onClose: () => void;
}

/** How far a recovery has got. It goes on without this page. */
export const RecoveryProgress = ({ relay, begun, onClose }: Props) => {
  const [job, setJob] = useState(begun);
  const [problem, setProblem] = useState<ApiProblem>();
  const path = `/deliveries/recoveries/${begun.id}`;
  const ask = (method: 'GET' | 'DELETE'): Promise<void> =>
    relay.api.send<RecoveryView>({ method, path }).then(
      (seen) => {
        setJob(seen);
        setProblem(undefined);
      },
      (error: unknown) => setProblem(problemOf(error)),
    );
  const isRunning = job.state === 'running';
  useEffect(() => {
    if (!isRunning) return;
    return repeat(
      () => ask('GET'),
      () => relay.pause,
    );
  }, [isRunning]);
  return (
    <>
      <p role="status">
        <Badge tone={toneOfRecovery(job.state)}>{job.state}</Badge> {job.sent} begun
        {job.skipped > 0 && `, ${job.skipped} left alone: sent again meanwhile, or too often`}
      </p>
      <p class="hint">Each goes on by itself, with all its attempts. You may close this page.</p>
      {problem && <ProblemNote problem={problem} />}
      <p class="dialog-actions">
        {isRunning && (
          <button type="button" class="danger" onClick={() => void ask('DELETE')}>
            Stop
          </button>
        )}
        <button type="button" class="primary" onClick={onClose}>
          Close
        </button>
      </p>
    </>
  );
};
