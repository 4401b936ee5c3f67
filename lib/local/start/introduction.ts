import { routes } from '../../../lambdas/contract/routes.ts';
import { providerDefinition } from '../../options/providers.ts';
import { creationPath } from '../provider/dialect-host.ts';
import type { OpenWork } from './open-work.ts';

export interface Introduced {
  readonly apiUrl: string;
  readonly apiKey: string;
  readonly provider: {
    readonly name: string;
    readonly url: string;
    readonly key: string;
    readonly simulated: boolean;
  };
  readonly callbackUrl: string;
  readonly speed: number;
  /** Events are put on a bus, too. */
  readonly eventBus?: boolean;
  /** A task that waits to be registered. */
  readonly taskId: string;
  /** Of the other providers, one of each. */
  readonly further: readonly { readonly name: string; readonly taskId: string }[];
}

/** The fragment stays in the browser. */
export const consoleAddress = (apiUrl: string, apiKey: string): string =>
  `${apiUrl}${routes.getConsole.path}#key=${apiKey}`;

const minute = 60;

/** `3 min`, `12 s`, `under a second`: a time on the local clock, as it takes here. */
export const realDuration = (shownSeconds: number, speed: number): string => {
  const seconds = shownSeconds / speed;
  if (seconds < 1) return 'under a second';
  return seconds < 2 * minute ? `${Math.round(seconds)} s` : `${Math.round(seconds / minute)} min`;
};

/** The functions take seconds at any speed. */
const maxUsefulSpeed = 30;

/** From registration to callback: 3 min for the simulated generation, and up to 2 min until the next poll and the copy. */
const expectation = (speed: number): string => {
  if (speed > maxUsefulSpeed) return 'The callback arrives within about 10 s.';
  const [from, to] = [realDuration(3 * minute, speed), realDuration(5 * minute, speed)];
  const time = `The callback arrives about ${from} to ${to} later`;
  return speed === 1
    ? `${time}: a generation takes 3 min.\nnpm start -- --speed 60 makes it seconds.`
    : `${time}.`;
};

const furtherTasks = (tasks: Introduced['further']): string =>
  tasks.length === 0
    ? ''
    : `
Or one of another provider, with this in the place of "taskId":

${tasks.map(({ name, taskId }) => `  "provider":"${name}","taskId":"${taskId}"`).join('\n')}
`;

const eventBusLines = `
Event bus default
          (what is put on it is printed; "callbackUrl" may be left out)`;

/** What `npm start` prints when it is up: addresses, and commands that work as printed. Fits into 80 columns. */
export const introduction = (about: Introduced): string => {
  const { apiUrl, apiKey, provider, callbackUrl, taskId, speed } = about;
  const definition = providerDefinition(provider.name);
  const { key } = definition;
  const creation = `
Create another task at the simulated provider:

curl -s '${provider.url}${creationPath(definition)}' \\
  -H '${key.header}: ${[key.scheme, provider.key].filter(Boolean).join(' ')}' \\
  -d '{"model":"seedance_1_5_pro_720p","content":[
       {"type":"text","text":"a fox in the snow --takes 90"}]}'
`;
  return `
Console (opens with the key in it, which no server sees):
${consoleAddress(apiUrl, apiKey)}

API       ${apiUrl}
API key   ${apiKey}
Provider  ${provider.url}
Receiver  ${callbackUrl}
          (prints the callbacks that it gets)${about.eventBus ? eventBusLines : ''}
${provider.simulated ? creation : ''}
Register a task:

curl -s '${apiUrl}/tasks' \\
  -H 'x-api-key: ${apiKey}' \\
  -H 'content-type: application/json' \\
  -d '{"taskId":"${taskId}",
       "callbackUrl":"${callbackUrl}"}'
${furtherTasks(about.further)}${provider.simulated ? `\n${expectation(speed)}\n` : ''}`;
};

const maxIds = 5;

/** What a start on old data prints; nothing if no task is open. */
export const openWorkNotice = ({ taskIds, resumedBy }: OpenWork, now: number, speed: number): string => {
  if (taskIds.length === 0) return '';
  const shown = taskIds.slice(0, maxIds).map((id) => `  ${id.replaceAll(/[^\x20-\x7E]/g, '?').slice(0, 76)}`);
  const more = taskIds.length > maxIds ? [`  … and ${taskIds.length - maxIds} more`] : [];
  const count = taskIds.length === 1 ? '1 task is' : `${taskIds.length} tasks are`;
  const wait = realDuration(Math.max(0, resumedBy - now) / 1000, speed);
  return `
${count} open from the last start:
${[...shown, ...more].join('\n')}
The sweep goes on with what the last start left, within ${wait}.
`;
};
