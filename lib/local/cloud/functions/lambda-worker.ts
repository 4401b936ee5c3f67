import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { installClock } from '../clock/clock-preload.ts';
import { installRealTimestamps } from '../clock/real-timestamps.ts';
import { allowLoopbackOnly } from './loopback-only.ts';
import type { FunctionFailure, InvocationRequest, WorkerMessage, WorkerStart } from './worker-messages.ts';

/** One execution environment of a function: loads the bundle, then runs one invocation after the other. */
type Handler = (event: unknown, context: object) => unknown;

const start = workerData as WorkerStart;
const port = parentPort;
if (!port) throw new Error('Runs in a worker only');
const post = (message: WorkerMessage) => port.postMessage(message);

const described = (error: unknown): FunctionFailure =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: 'Error', errorMessage: String(error), trace: [] };

const load = (): Handler => {
  const module = createRequire(start.file)(start.file) as Record<string, Handler | undefined>;
  const handler = module[start.handlerName];
  if (!handler) {
    throw Object.assign(new Error(`${start.handlerName} is undefined or not exported`), {
      name: 'Runtime.HandlerNotFound',
    });
  }
  return handler;
};

const contextOf = ({ requestId, timeoutMillis }: InvocationRequest) => {
  const end = performance.now() + timeoutMillis;
  return {
    ...start.context,
    functionVersion: '$LATEST',
    awsRequestId: requestId,
    logGroupName: `/aws/lambda/${start.context.functionName}`,
    logStreamName: 'local',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(end - performance.now())),
  };
};

if (start.loopbackOnly) allowLoopbackOnly((host) => post({ kind: 'escape', host }));
const realNow = Date.now;
if (installClock(start.clock)) installRealTimestamps(realNow);

try {
  const handler = load();
  port.on('message', async (request: InvocationRequest) => {
    try {
      const result = await handler(JSON.parse(request.event), contextOf(request));
      post({ kind: 'result', result: JSON.stringify(result ?? null) });
    } catch (error) {
      post({ kind: 'failed', failure: described(error) });
    }
  });
  post({ kind: 'ready' });
} catch (error) {
  post({ kind: 'initFailed', failure: described(error) });
}
