import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import type { ProblemName } from '../../contract/problems.ts';
import { type OperationId, type Route, routes } from '../../contract/routes.ts';
import { problemResult, result } from './answer.ts';
import { callerOf } from './caller.ts';
import { corsHeaders } from './cors.ts';
import type { ApiDeps, ApiRequest, Operation } from './operation.ts';
import { checkProvider } from './operations/check-provider.ts';
import { createVideo } from './operations/create-video.ts';
import { getConsole } from './operations/get-console.ts';
import { getDocument } from './operations/get-document.ts';
import { getEvent } from './operations/get-event.ts';
import { getRecovery } from './operations/get-recovery.ts';
import { getSigningKeys } from './operations/get-signing-keys.ts';
import { getTask } from './operations/get-task.ts';
import { getVideo } from './operations/get-video.ts';
import { listDeliveries } from './operations/list-deliveries.ts';
import { listEstimates } from './operations/list-estimates.ts';
import { listTasks } from './operations/list-tasks.ts';
import { redeliver } from './operations/redeliver.ts';
import { registerTasks } from './operations/register-task.ts';
import { retryTask } from './operations/retry-task.ts';
import { sendTestEvent } from './operations/send-test-event.ts';
import { startRecovery } from './operations/start-recovery.ts';
import { stopRecovery } from './operations/stop-recovery.ts';
import { stopTask } from './operations/stop-task.ts';
import { Problem } from './problem.ts';

const operations: Record<OperationId, Operation> = {
  registerTask: registerTasks,
  listTasks,
  getTask,
  stopTask,
  getVideo,
  listDeliveries,
  getEvent,
  redeliver,
  retryTask,
  createVideo,
  startRecovery,
  getRecovery,
  stopRecovery,
  listEstimates,
  sendTestEvent,
  checkProvider,
  getSigningKeys,
  getDocument,
  getConsole,
};

const byRoute = new Map(
  Object.entries<Route>(routes).map(([id, { method, path, open }]) => [
    `${method} ${path}`,
    { operation: operations[id as OperationId], open },
  ]),
);

/** Answers of 5xx whose reason is the provider: the alarm about the API leaves them out. */
const providerProblems: ReadonlySet<ProblemName> = new Set(['creation-unknown', 'provider-unavailable']);

/** Answers every request: nothing that an operation throws leaves this function. */
export const route =
  (deps: ApiDeps) =>
  async (event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> => {
    const { body, ...answer } = await answerTo(event, deps);
    return {
      ...answer,
      body: event.httpMethod === 'HEAD' ? '' : body,
      headers: { ...answer.headers, ...corsHeaders(event, deps.settings.corsOrigins) },
    };
  };

const answerTo = async (event: APIGatewayProxyEvent, deps: ApiDeps): Promise<APIGatewayProxyResult> => {
  const { requestId } = event.requestContext;
  try {
    // HEAD is GET without the body (RFC 9110 §9.3.2).
    const method = event.httpMethod === 'HEAD' ? 'GET' : event.httpMethod;
    const found = byRoute.get(`${method} ${event.resource}`);
    if (!found) throw new Problem('route-not-found');
    const request: ApiRequest = {
      event,
      owner: found.open ? '' : await deps.owners.of(callerOf(event, deps.settings.auth)),
      basePath: basePathOf(event),
      providers: deps.providers.names,
    };
    return result(await found.operation(request, deps));
  } catch (error) {
    if (error instanceof Problem) {
      if (providerProblems.has(error.problem)) deps.telemetry.count('providerFailures');
      return problemResult(error, requestId);
    }
    deps.telemetry.log('error', 'requestFailed', { requestId, error: error as Error });
    return problemResult(new Problem('internal-error'), requestId);
  }
};

/**
 * The stage, or the base path mapping of a custom domain: all of the client's path but as many segments as the route has. A base
 * path may have the name of a route's first segment.
 */
const basePathOf = ({ resource, requestContext: { path } }: APIGatewayProxyEvent): string => {
  const segments = path.replace(/\/$/, '').split('/');
  return segments.slice(0, 1 - resource.split('/').length).join('/');
};
