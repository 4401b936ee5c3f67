/** The parts of the API's answers that the demo looks at. */
export interface DemoTaskView {
  readonly taskId: string;
  readonly status: string;
  readonly queries: number;
  readonly nextQueryAt: string | null;
  readonly lastAnswer: string | null;
  readonly video: {
    readonly bucket: string;
    readonly key: string;
    readonly bytes: number;
    readonly sha256: string;
  } | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly delivery: { readonly state: string; readonly attempts: number } | null;
}

/** A client of the relay's API. */
export interface ApiClient {
  /** Throws if the status is none of `expected`. */
  call(method: string, path: string, expected: readonly number[], body?: unknown): Promise<unknown>;
  task(taskId: string): Promise<DemoTaskView>;
}

/** `url` is the API's base, stage included. */
export const apiClient = (url: string, apiKey: string): ApiClient => {
  const call: ApiClient['call'] = async (method, path, expected, body) => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: { 'x-api-key': apiKey, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const answer = await response.text();
    if (!expected.includes(response.status)) {
      throw new Error(`${method} ${path} answered ${response.status}: ${answer.slice(0, 500)}`);
    }
    return answer === '' ? undefined : JSON.parse(answer);
  };
  return {
    call,
    task: async (taskId) =>
      (await call('GET', `/tasks/${encodeURIComponent(taskId)}`, [200])) as DemoTaskView,
  };
};
