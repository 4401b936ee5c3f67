/** An error answer's body (RFC 9457), as far as this page shows it. */
export interface ProblemDocument {
  readonly type?: string;
  readonly title?: string;
  readonly status?: number;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

/** An answer that is a problem, or none at all. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly document: ProblemDocument;

  constructor(document: ProblemDocument) {
    super(document.detail ?? document.title ?? 'The request failed');
    this.document = document;
  }

  /** The key is missing, wrong or not allowed. */
  get refusesKey(): boolean {
    return this.document.status === 401 || this.document.status === 403;
  }
}

export const problemOf = (error: unknown): ApiProblem =>
  error instanceof ApiProblem
    ? error
    : new ApiProblem({
        title: 'The relay does not answer',
        detail: error instanceof Error ? error.message : '',
      });

/** What an answer that is no success says. A proxy on the way may say it in another form. */
export const problemIn = async (response: Response): Promise<ApiProblem> => {
  const text = await response.text();
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) {
      return new ApiProblem({ status: response.status, ...document });
    }
  } catch {
    // Not JSON.
  }
  return new ApiProblem({ title: `The answer was HTTP ${response.status}`, status: response.status });
};
