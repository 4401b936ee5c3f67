/**
 * The HTTP API, as one table: the gateway's resources, the handler's routing and the OpenAPI document are made of it.
 * It imports nothing, so that the infrastructure may import it. Paths are those below the stage.
 */
export interface Route {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** A name in braces stands for one segment, URL-encoded by the client. */
  readonly path: string;
  /** Request headers without which a request is refused. */
  readonly requiredHeaders?: readonly string[];
  readonly query?: readonly string[];
  /** The request has a JSON body. */
  readonly body?: true;
  /** Needs neither key nor signature: what it answers holds nothing of anybody's. */
  readonly open?: true;
}

/** By operation id, in the order of the document. Every route but an open one wants the caller's key or signature. */
export const routes = {
  registerTask: { method: 'POST', path: '/tasks', body: true },
  listTasks: { method: 'GET', path: '/tasks', query: ['status', 'delivery', 'limit', 'cursor'] },
  getTask: { method: 'GET', path: '/tasks/{taskId}' },
  stopTask: { method: 'DELETE', path: '/tasks/{taskId}' },
  getVideo: { method: 'GET', path: '/tasks/{taskId}/video' },
  listDeliveries: { method: 'GET', path: '/tasks/{taskId}/deliveries' },
  getEvent: { method: 'GET', path: '/tasks/{taskId}/event' },
  redeliver: { method: 'POST', path: '/tasks/{taskId}/redeliver', query: ['destination'] },
  retryTask: { method: 'POST', path: '/tasks/{taskId}/retry' },
  createVideo: { method: 'POST', path: '/videos', requiredHeaders: ['Idempotency-Key'], body: true },
  startRecovery: { method: 'POST', path: '/deliveries/recover', body: true },
  getRecovery: { method: 'GET', path: '/deliveries/recoveries/{recoveryId}' },
  stopRecovery: { method: 'DELETE', path: '/deliveries/recoveries/{recoveryId}' },
  listEstimates: { method: 'GET', path: '/estimates' },
  sendTestEvent: { method: 'POST', path: '/test-event', body: true },
  checkProvider: { method: 'POST', path: '/providers/{provider}/check', body: true },
  getSigningKeys: { method: 'GET', path: '/signing-keys' },
  getDocument: { method: 'GET', path: '/openapi.json' },
  getConsole: { method: 'GET', path: '/console', open: true },
} as const satisfies Record<string, Route>;

export type OperationId = keyof typeof routes;

/** Request bodies above this are refused. */
export const maxBodyBytes = 64 * 1024;

/** The stage of the REST API, and so the first segment of every path. */
export const apiStage = 'v1';
