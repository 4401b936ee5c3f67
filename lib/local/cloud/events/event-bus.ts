import { EventEmitter } from 'node:events';
import { account, region } from '../assembly/identity.ts';
import type { LocalClock } from '../clock/clock.ts';
import { jsonService, type Parameters } from '../endpoint/aws-json.ts';
import { type Endpoint, listen } from '../endpoint/endpoint.ts';
import type { Intercept } from '../endpoint/intercept.ts';
import { eventPattern } from './event-pattern.ts';

/** An event as a rule's target gets it. */
export interface BusEnvelope {
  readonly version: '0';
  /** The bus gives each put one of its own. */
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** ISO 8601, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What the bus makes of an entry, in EventBridge's words; `undefined` takes it. */
export type EntryVerdict = { readonly ErrorCode: string; readonly ErrorMessage: string } | undefined;

export interface LocalEventBus extends Endpoint {
  /** What was put, oldest first: the last ten thousand. */
  readonly events: readonly BusEnvelope[];
  /** Calls `target` with each event that matches from now on, as a rule would. Answers how to end that. */
  rule(pattern: unknown, target: (event: BusEnvelope) => void): () => void;
  /** Decides on the entries of the coming requests; without an argument, they are taken again. */
  refuse(decide?: (entry: Parameters) => EntryVerdict): void;
  /** Answers the coming requests this many real milliseconds later; 0: at once again. */
  hang(millis: number): void;
}

const kept = 10_000;
/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html */
const maxEntries = 10;
const maxEntryBytes = 256 * 1024;

const nameOf = (bus: unknown): string => String(bus ?? 'default').replace(/^.*:event-bus\//, '');

const busOf = ({ Entries }: Parameters): string => {
  const [first] = (Entries ?? []) as readonly Parameters[];
  return String(first?.EventBusName ?? 'default');
};

const problemOf = (entry: Parameters): EntryVerdict => {
  const refused = (ErrorCode: string, ErrorMessage: string) => ({ ErrorCode, ErrorMessage });
  const { Source, DetailType, Detail } = entry;
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (typeof value !== 'string' || value === '')
      return refused(
        'InvalidArgument',
        `Parameter ${name} is not valid. Reason: ${name} is a required argument.`,
      );
  }
  if (Buffer.byteLength(`${Source}${DetailType}${Detail}`) > maxEntryBytes)
    return refused('InvalidArgument', 'Total size of the entry is over the limit.');
  try {
    const detail: unknown = JSON.parse(String(Detail));
    if (typeof detail === 'object' && detail !== null && !Array.isArray(detail)) return undefined;
  } catch {
    // Falls through.
  }
  return refused('MalformedDetail', 'Detail is malformed.');
};

/** EventBridge: it takes events for any bus, keeps them to be looked at, and hands them to rules. */
export const startEventBus = async (settings: {
  readonly clock: LocalClock;
  readonly intercept: Intercept;
}): Promise<LocalEventBus> => {
  const { clock } = settings;
  const events: BusEnvelope[] = [];
  const emitter = new EventEmitter<{ event: [BusEnvelope] }>();
  let hangs = 0;
  let decide: (entry: Parameters) => EntryVerdict = () => undefined;
  const take = (entry: Parameters): BusEnvelope => ({
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': String(entry.DetailType),
    source: String(entry.Source),
    account,
    time: new Date(Number(entry.Time ?? clock.now() / 1000) * 1000).toISOString().replace(/\.\d+Z$/, 'Z'),
    region,
    resources: (entry.Resources ?? []) as readonly string[],
    detail: JSON.parse(String(entry.Detail)) as Readonly<Record<string, unknown>>,
  });
  const putEvents = ({ Entries }: Parameters) => {
    const entries = ((Entries ?? []) as readonly Parameters[]).slice(0, maxEntries).map((entry) => {
      const problem = problemOf(entry) ?? decide(entry);
      if (problem) return problem;
      const event = take(entry);
      events.push(event);
      if (events.length > kept) events.splice(0, kept / 10);
      emitter.emit('event', event);
      return { EventId: event.id };
    });
    return { FailedEntryCount: entries.filter((entry) => 'ErrorCode' in entry).length, Entries: entries };
  };
  const resourceOf = (parameters: Parameters) => nameOf(busOf(parameters));
  const handle = jsonService('events', { PutEvents: putEvents }, resourceOf, (call) =>
    hangs > 0 ? { delayMillis: hangs } : settings.intercept(call),
  );
  const endpoint = await listen(handle, clock);
  return {
    ...endpoint,
    events,
    rule: (pattern, target) => {
      const matches = eventPattern(pattern);
      const listener = (event: BusEnvelope) => {
        if (matches(event)) target(event);
      };
      emitter.on('event', listener);
      return () => void emitter.off('event', listener);
    },
    hang: (millis) => {
      hangs = millis;
    },
    refuse: (next = () => undefined) => {
      decide = next;
    },
  };
};
