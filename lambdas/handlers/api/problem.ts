import { type ProblemName, problems, problemType } from '../../contract/problems.ts';

/** What is wrong with one field. `field` is its path with dots, or the name of a parameter or header; empty for the body. */
export interface FieldError {
  readonly field: string;
  readonly detail: string;
}

/** An error answer's body: RFC 9457, with the members that this API adds. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  /** The request's id. */
  readonly instance: string;
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

interface Particulars {
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
  readonly retryAfterSeconds?: number;
  /** Further members of the body. */
  readonly members?: Readonly<Record<string, unknown>>;
}

/** Thrown by an operation that answers with a problem. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly problem: ProblemName;
  readonly particulars: Particulars;

  constructor(problem: ProblemName, particulars: Particulars = {}) {
    super(particulars.detail ?? problems[problem].title);
    this.problem = problem;
    this.particulars = particulars;
  }

  body(requestId: string): ProblemBody {
    const { detail, errors, members } = this.particulars;
    return {
      type: problemType(this.problem),
      title: problems[this.problem].title,
      status: problems[this.problem].status,
      ...(detail === undefined ? {} : { detail }),
      instance: requestId,
      ...(errors === undefined ? {} : { errors }),
      ...members,
    };
  }
}

export const invalidFields = (errors: readonly FieldError[]): Problem =>
  new Problem('invalid-request', {
    detail: errors.map(({ field, detail }) => (field === '' ? detail : `${field}: ${detail}`)).join('; '),
    errors,
  });

export const invalidField = (field: string, detail: string): Problem => invalidFields([{ field, detail }]);
