import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { LocalClock } from '../lib/local/cloud/clock/clock.ts';
import { startLocalCloud } from '../lib/local/cloud/cloud.ts';
import { logEnd, logLine } from '../lib/local/cloud/log-format.ts';
import { loadState } from '../lib/local/cloud/saved-state.ts';
import { startProvider } from '../lib/local/provider/provider.ts';

const usage = `npm start [-- options]: the whole product on this machine, until Ctrl-C.

  --port N          port of the API; a free one unless given
  --speed N         how many times as fast as real time; 1 unless given
  --provider URL    base URL of a real or another provider; a simulated one unless given
  --provider-key K  its API key
  --data FOLDER     keep records, videos and secrets there; in memory unless given`;

const options = {
  port: { type: 'string' },
  speed: { type: 'string', default: '1' },
  provider: { type: 'string' },
  'provider-key': { type: 'string' },
  data: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const fail = (problem: string): never => {
  console.error(`${problem}\n\n${usage}`);
  process.exit(1);
};

const read = () => {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    return fail((error as Error).message);
  }
};

const given = read();
if (given.help) {
  console.log(usage);
  process.exit(0);
}
const speed = Number(given.speed);
if (!(speed > 0 && speed <= 100_000)) fail(`--speed must be a number above 0, and is ${given.speed}`);
const port = given.port === undefined ? undefined : Number(given.port);
if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
  fail(`--port must be a port, and is ${given.port}`);
}
if (given.provider !== undefined && given['provider-key'] === undefined) {
  fail('--provider needs --provider-key');
}

/** Accepts callbacks and prints them. */
const startReceiver = async (): Promise<string> => {
  const server = createServer(async (request, response) => {
    const body = await text(request);
    console.log(`callback  webhook-id=${request.headers['webhook-id']}  ${body}`);
    response.end();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
};

// The provider goes by the same clock, and is there first.
const clock = new LocalClock((await loadState(given.data, speed)).clock);
const simulated = given.provider === undefined ? await startProvider({ now: () => clock.now() }) : undefined;
const provider = simulated
  ? { baseUrl: simulated.url, key: simulated.key }
  : { baseUrl: given.provider ?? '', key: given['provider-key'] ?? '' };
const cloud = await startLocalCloud({
  clock: clock.setting,
  provider,
  ...(port !== undefined && { port }),
  ...(given.data !== undefined && { dataDir: given.data }),
}).catch((error: Error) => fail(error.message));

const show = (text: string | undefined): void => {
  if (text !== undefined) console.log(text);
};
cloud.logs.on('line', (line) => show(logLine(line)));
cloud.executions.on('changed', (execution) => show(logEnd(execution)));
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void cloud.close().finally(() => process.exit(0)));
}

const task = simulated?.create();
const registration = { taskId: task?.taskId ?? 'TASK_ID', callbackUrl: await startReceiver() };
console.log(`API       ${cloud.apiUrl}
API key   ${cloud.apiKey}
Provider  ${provider.baseUrl}${simulated ? '  (simulated)' : ''}
Receiver  ${registration.callbackUrl}  (prints what is delivered to it)
`);
if (simulated) {
  console.log(`Create another task at the simulated provider:

curl -s '${simulated.url}/v1/seedance/videos' -H 'authorization: Bearer ${simulated.key}' \\
  -d '{"model":"seedance_1_5_pro_720p","content":[{"type":"text","text":"a fox in the snow --takes 90"}]}'
`);
}
console.log(`Register a task:

curl -s '${cloud.apiUrl}/tasks' -H 'x-api-key: ${cloud.apiKey}' -H 'content-type: application/json' \\
  -d '${JSON.stringify(registration)}'

ready`);
