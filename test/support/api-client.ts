import type { APIGatewayProxyResult } from 'aws-lambda';
import { HkdfSigningKeys } from '../../lambdas/adapters/callbacks/hkdf-signing-keys.ts';
import { urlPolicy } from '../../lambdas/adapters/http/url-guard.ts';
import { definitionOf } from '../../lambdas/adapters/provider/definitions.ts';
import { HmacPageCursors } from '../../lambdas/adapters/runtime/hmac-page-cursors.ts';
import type { OperationId } from '../../lambdas/contract/routes.ts';
import { hour } from '../../lambdas/domain/task/time.ts';
import type { ConsolePage } from '../../lambdas/handlers/api/console-page.ts';
import type { ApiDeps } from '../../lambdas/handlers/api/operation.ts';
import { makeHandler } from '../../lambdas/handlers/api.ts';
import { type ApiCall, apiEvent } from './api-event.ts';
import { ManualClock } from './fakes/manual-clock.ts';
import { MemoryEstimates } from './fakes/memory-estimates.ts';
import { MemoryExecutions } from './fakes/memory-executions.ts';
import { MemoryIntents } from './fakes/memory-intents.ts';
import { MemoryRecoveries } from './fakes/memory-recoveries.ts';
import { MemoryStore } from './fakes/memory-store.ts';
import { MemoryTelemetry } from './fakes/memory-telemetry.ts';
import { PlainSigner, ScriptedCallbacks } from './fakes/scripted-callbacks.ts';
import { ScriptedCreator } from './fakes/scripted-creator.ts';

export interface ApiReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
}

const master = {
  current: async () => ({ value: 'a master secret that only the tests know', createdAt: 0 }),
  previous: async () => undefined,
};

/** A console with next to nothing in it. */
export const aConsole: ConsolePage = {
  read: async () => ({ html: '<!doctype html>', script: 'sha256-script', style: 'sha256-style' }),
  videoOrigin: async () => 'https://bucket.example',
};

/** The API's handler over fakes. */
export const apiOverFakes = (deps: Partial<ApiDeps> = {}) => {
  const store = new MemoryStore();
  const executions = new MemoryExecutions();
  const clock = new ManualClock();
  const telemetry = new MemoryTelemetry();
  const provider = new ScriptedCreator();
  const callbacks = new ScriptedCallbacks();
  const recoveries = new MemoryRecoveries();
  const handle = makeHandler({
    owners: { of: async (callerId) => callerId },
    tasks: store,
    deliveries: store.deliveries,
    executions,
    clock,
    telemetry,
    provider,
    estimates: new MemoryEstimates(),
    random: () => 0,
    limits: { pollMinSeconds: 30, pollMaxSeconds: 120 },
    intents: new MemoryIntents(),
    links: {
      to: async ({ key }) => ({ url: `https://bucket.example/${key}?signed`, expiresAt: clock.now() + hour }),
    },
    callbacks,
    recoveries,
    signer: new PlainSigner(),
    newId: () => 'test',
    cursors: new HmacPageCursors(master),
    signingKeys: new HkdfSigningKeys(master, clock),
    providers: { names: ['seedance'], definitionOf },
    apiUrl: 'https://api.example/v1',
    settings: { auth: 'apiKey', corsOrigins: [], giveUpAfterSeconds: 82_800 },
    callbackPolicy: urlPolicy({ privateHosts: [] }),
    consolePage: aConsole,
    ...deps,
  });
  const call = async (operation: OperationId, request: ApiCall = {}): Promise<ApiReply> =>
    reply(await handle(apiEvent(operation, request)));
  return { call, handle, store, executions, clock, telemetry, provider, callbacks, recoveries };
};

export const reply = ({ statusCode, headers, body }: APIGatewayProxyResult): ApiReply => ({
  status: statusCode,
  headers: Object.fromEntries(Object.entries(headers ?? {}).map(([name, value]) => [name, String(value)])),
  body: body === '' ? undefined : JSON.parse(body),
});
