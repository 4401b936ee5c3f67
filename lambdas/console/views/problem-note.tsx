import type { ApiProblem } from '../data/problem.ts';

/** An error as the problem document says it. */
export const ProblemNote = ({ problem }: { readonly problem: ApiProblem }) => {
  const { title, detail, status, type, errors = [], instance } = problem.document;
  return (
    <div class="problem" role="alert">
      <p class="problem-title">{title ?? 'The request failed'}</p>
      {errors.length > 1 ? (
        <ul>
          {errors.map((error) => (
            <li key={error.field}>
              {error.field !== '' && <code>{error.field}</code>} {error.detail}
            </li>
          ))}
        </ul>
      ) : (
        detail && <p>{detail}</p>
      )}
      <p class="problem-source">
        {[status && `HTTP ${status}`, type, instance && `request ${instance}`].filter(Boolean).join(' · ')}
      </p>
    </div>
  );
};
