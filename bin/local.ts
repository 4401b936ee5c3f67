import { firstProvider } from '../lambdas/contract/provider-definition.ts';
import { endWithReader, inWords, readOptions, UsageError } from '../lib/local/command-line.ts';
import { providersIn } from '../lib/local/provider/dialect.ts';
import { type LocalSettings, runLocal } from '../lib/local/start/run.ts';

const usage = `npm start [-- options]: the whole product on this machine, until Ctrl-C

  --port N          port of the API; a free one unless given
  --speed N         clock speed, as a multiple of real time (1)
  --as NAMES        which providers it has, the default first (seedance):
                    ark, byteplus, fal, kie … see docs/providers.md
  --provider URL    base URL of a real provider; a simulated one unless given
  --provider-key K  its API key
  --event-bus       put events on a bus, too, and print what is put; tasks may
                    be registered without a callbackUrl
  --data FOLDER     keep records, videos and secrets there; in memory unless given
  -h, --help        print this
`;

const options = {
  port: { type: 'string' },
  speed: { type: 'string', default: '1' },
  as: { type: 'string', default: firstProvider },
  provider: { type: 'string' },
  'provider-key': { type: 'string' },
  'event-bus': { type: 'boolean', default: false },
  data: { type: 'string' },
} as const;

const providerUrl = (text: string): string => {
  const url = URL.parse(text);
  const isPlain = url && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!isPlain || !['http:', 'https:'].includes(url.protocol)) {
    throw new UsageError(`--provider must be an http(s) URL without a query, and is ${text}`);
  }
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  if (url.protocol === 'http:' && !isLoopback) {
    throw new UsageError(`--provider must be https unless it is on this machine, and is ${text}`);
  }
  return text.replace(/\/+$/, '');
};

/** `undefined`: only the usage is wanted. */
const read = (): LocalSettings | undefined => {
  const given = readOptions(options);
  if (given.help) return undefined;
  const speed = Number(given.speed);
  if (!(speed > 0 && speed <= 100_000)) {
    throw new UsageError(`--speed must be a number above 0, 100000 at most, and is ${given.speed}`);
  }
  const port = given.port === undefined ? undefined : Number(given.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port < 65_536)) {
    throw new UsageError(`--port must be a port from 0 to 65535, and is ${given.port}`);
  }
  const { provider, data, 'provider-key': key } = given;
  if (data === '') throw new UsageError('--data must name a folder');
  if ((provider === undefined) !== (key === undefined)) {
    throw new UsageError(
      provider === undefined ? '--provider-key needs --provider' : '--provider needs --provider-key',
    );
  }
  return {
    speed,
    as: providersIn(given.as, '--as'),
    eventBus: given['event-bus'],
    ...(port !== undefined && { port }),
    ...(data !== undefined && { dataDir: data }),
    ...(provider !== undefined && { provider: { baseUrl: providerUrl(provider), key: key ?? '' } }),
  };
};

// What is kept on disk is for this user only.
process.umask(0o077);
endWithReader(process.stdout, process.stderr);
try {
  const settings = read();
  if (settings) await runLocal(settings, process.stdout);
  else process.stdout.write(usage);
} catch (error) {
  const words = inWords(error);
  process.stderr.write(words === undefined ? `${(error as Error).stack}\n` : `${words}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${usage}`);
  process.exit(1);
}
