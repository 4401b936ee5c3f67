import type { FunctionName } from '../../../lambdas/contract/functions.ts';
import { functionSpecs } from '../../../lib/functions.ts';
import { prices } from '../../../lib/prices.ts';
import type { Usage } from './usage.ts';

/** What a machine without AWS cannot measure, in milliseconds. A change of a half moves the result by a few per cent. */
export const assumed = {
  /** Of our own code, with the share of a processor that comes with 256 MB. */
  ownWork: 30,
  awsCall: 8,
  providerAnswer: 400,
  receiverAnswer: 250,
  videoMegabytes: 8,
  copyMegabytesPerSecond: 60,
} as const;

/** What is waited for on the network in one invocation of each step. */
const networkMillis: Readonly<Record<string, number>> = {
  api: 2 * assumed.awsCall,
  'query-task': 2 * assumed.awsCall + assumed.providerAnswer,
  'archive-video': 11 * assumed.awsCall + (assumed.videoMegabytes / assumed.copyMegabytesPerSecond) * 1000,
  'record-outcome': 6 * assumed.awsCall,
  'deliver-callback': 3 * assumed.awsCall + assumed.receiverAnswer,
};

/** Quantities of one video, by what they are paid for. */
export interface Quantities {
  readonly transitions: number;
  readonly durableOperations: number;
  readonly invocations: number;
  readonly gbSeconds: number;
  readonly apiRequests: number;
  readonly writeUnits: number;
  readonly readUnits: number;
  readonly puts: number;
  readonly logGb: number;
}

/** Between two tasks that differ in their number of polls lies what a poll costs; the rest is the task's own. */
const at = (polls: number, few: Usage, many: Usage, of: (usage: Usage) => number): number => {
  const slope = (of(many) - of(few)) / (many.polls - few.polls);
  return of(few) + slope * (polls - few.polls);
};

const names = ['api', 'query-task', 'archive-video', 'record-outcome', 'deliver-callback'] as const;

/** A video that takes so many polls in the mean. */
export const quantitiesOf = (polls: number, [few, many]: Counted, [once, twice]: Early): Quantities => {
  // The tests' own requests come on top of the one that registers the task.
  const count = (name: FunctionName) =>
    name === 'api' ? 1 : at(polls, few, many, ({ invocations }) => invocations[name] ?? 0);
  const seconds = (name: FunctionName) => (assumed.ownWork + (networkMillis[name] ?? 0)) / 1000;
  const invocations = names.reduce((sum, name) => sum + count(name), 0);
  return {
    transitions: at(polls, few, many, ({ transitions }) => transitions) + passedOn * (2 * once + twice),
    durableOperations: 0,
    invocations,
    gbSeconds: names.reduce(
      (sum, name) => sum + count(name) * seconds(name) * (functionSpecs[name].memoryMb / 1024),
      0,
    ),
    apiRequests: 1,
    writeUnits: at(polls, few, many, ({ writeUnits }) => writeUnits),
    readUnits: at(polls, few, many, ({ readUnits }) => readUnits),
    puts: at(polls, few, many, ({ calls }) => calls['s3:PutObject'] ?? 0),
    logGb: (at(polls, few, many, ({ logBytes }) => logBytes) + invocations * reportBytes) / 1e9,
  };
};

/** Lambda's own lines START, END and REPORT of an invocation. */
const reportBytes = 400;

/** Two tasks that differ in how often they were polled, and in nothing else. */
export type Counted = readonly [few: Usage, many: Usage];

/** The chances that a video is found finished by the first poll (or its creation), and by the second. */
export type Early = readonly [first: number, second: number];

/**
 * No choice follows the first two polls: what they find finished goes through waits and polls that have nothing to do. By the
 * line through tasks of more polls, one that ends with the second poll has three transitions too few, one of the first poll six.
 */
const passedOn = 3;

/**
 * The same work as one durable function: no transitions; an operation to start, one for each poll and one for each
 * wait between two, and one for each of the three other steps. Its invocations and their work are the same.
 */
export const asDurable = (polls: number, ours: Quantities): Quantities => ({
  ...ours,
  transitions: 0,
  durableOperations: 1 + polls + (polls - 1) + 3,
});

/** Dollars by service. */
export const dollarsOf = (used: Quantities): Readonly<Record<string, number>> => ({
  'Step Functions': used.transitions * prices.perTransition,
  'durable operations': used.durableOperations * prices.perDurableOperation,
  Lambda: used.invocations * prices.perInvocation + used.gbSeconds * prices.perGbSecond,
  'API Gateway': used.apiRequests * prices.perApiRequest,
  DynamoDB: used.writeUnits * prices.perWriteUnit + used.readUnits * prices.perReadUnit,
  'S3 requests': used.puts * prices.perPut,
  Logs: used.logGb * prices.perLogGb,
});

export const sumOf = (dollars: Readonly<Record<string, number>>): number =>
  Object.values(dollars).reduce((sum, one) => sum + one, 0);

const hoursAMonth = 730;

/** A quarter of a processor and half a gigabyte, always on, with an address to reach the internet from. */
export const containerAMonth =
  hoursAMonth * (0.25 * prices.perVcpuHour + 0.5 * prices.perContainerGbHour + prices.perPublicAddressHour);

/** What a container keeps in the same table and bucket and logs. */
export const containerPerVideo = ({ writeUnits, readUnits, puts, logGb }: Quantities): number =>
  writeUnits * prices.perWriteUnit +
  readUnits * prices.perReadUnit +
  puts * prices.perPut +
  logGb * prices.perLogGb;
