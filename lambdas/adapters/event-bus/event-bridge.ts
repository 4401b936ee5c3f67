import { setTimeout as delay } from 'node:timers/promises';
import { Sha256 } from '@smithy/core/checksum';
import { SignatureV4 } from '@smithy/signature-v4';
import { busSource } from '../../contract/bus-event.ts';
import { type BusEvent, type BusReply, busTimeout, type EventBus } from '../../domain/bus/event-bus.ts';
import { second } from '../../domain/task/time.ts';
import type { Exchange, ExchangeResult } from '../http/exchange.ts';
import { plainExchange } from '../http/http-exchange.ts';

/** Who puts events, and where. */
export interface BusSettings {
  /** Name or ARN. */
  readonly bus: string;
  readonly region: string;
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The function itself, as its environment says. */
export const busSettings = (bus: string, from: NodeJS.ProcessEnv = process.env): BusSettings => {
  const {
    AWS_REGION: region = '',
    AWS_ACCESS_KEY_ID = '',
    AWS_SECRET_ACCESS_KEY = '',
    AWS_SESSION_TOKEN,
  } = from;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const own = from.AWS_ENDPOINT_URL_EVENTBRIDGE ?? from.AWS_ENDPOINT_URL;
  return {
    bus,
    region,
    endpoint: (own ?? `https://events.${region}.${suffix}`).replace(/\/$/, ''),
    accessKeyId: AWS_ACCESS_KEY_ID,
    secretAccessKey: AWS_SECRET_ACCESS_KEY,
    ...(AWS_SESSION_TOKEN ? { sessionToken: AWS_SESSION_TOKEN } : {}),
  };
};

/** Requests of one put, while there is time: EventBridge asks for repetition in the same breath. */
const maxRequests = 3;
const pauses = [50, 150];
/** The answer to one entry is a line. */
const maxAnswerBytes = 16 * 1024;
const keptCharacters = 1024;

/** What passes by itself, of the errors of a request or of its entry. */
const passing = /Throttl|InternalFailure|InternalException|ServiceUnavailable|TooManyRequests/;

/**
 * EventBridge, by its one operation that is needed. Signed and sent by what the functions have loaded anyway: AWS's whole client would be
 * a fifth of a megabyte more in each of them, bus or not.
 */
export class EventBridge implements EventBus {
  readonly #settings: BusSettings;
  readonly #signer: SignatureV4;
  readonly #exchange: Exchange;

  constructor(settings: BusSettings, exchange: Exchange) {
    const { region, accessKeyId, secretAccessKey, sessionToken } = settings;
    this.#settings = settings;
    this.#exchange = exchange;
    this.#signer = new SignatureV4({
      service: 'events',
      region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      sha256: Sha256,
    });
  }

  async put({ type, at, detail }: BusEvent): Promise<BusReply> {
    const began = performance.now();
    const elapsed = () => Math.round(performance.now() - began);
    const entry = {
      EventBusName: this.#settings.bus,
      Source: busSource,
      DetailType: type,
      Detail: detail,
      Time: Math.floor(at / second),
    };
    const body = JSON.stringify({ Entries: [entry] });
    for (let requests = 1; ; requests += 1) {
      const { passes, ...reply } = verdict(await this.#send(body, busTimeout - elapsed()));
      const pause = pauses[requests - 1] ?? 0;
      const isLast = requests === maxRequests || elapsed() + pause >= busTimeout;
      if (!passes || isLast) return { ...reply, milliseconds: elapsed() };
      await delay(pause);
    }
  }

  async #send(body: string, timeoutMillis: number): Promise<ExchangeResult> {
    const { protocol, hostname, port, host, href } = new URL(`${this.#settings.endpoint}/`);
    const { headers } = await this.#signer.sign({
      method: 'POST',
      protocol,
      hostname,
      ...(port === '' ? {} : { port: Number(port) }),
      path: '/',
      headers: { host, 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'AWSEvents.PutEvents' },
      body,
    });
    return this.#exchange({
      method: 'POST',
      url: href,
      headers,
      body,
      timeoutMillis,
      maxBodyBytes: maxAnswerBytes,
    });
  }
}

/** The bus of a deployment, by its name or ARN; nothing for an empty one. */
export const eventBridge = (bus: string): EventBus | undefined =>
  bus === '' ? undefined : new EventBridge(busSettings(bus), plainExchange());

type Verdict = Omit<BusReply, 'milliseconds'> & {
  /** Another request may have a better answer. */
  readonly passes?: boolean;
};

/** A 200 says that the request was read. Whether its entry was taken stands in the answer. */
const verdict = (result: ExchangeResult): Verdict => {
  if (result.kind === 'failure') {
    return { kind: 'failed', failure: result.failure, passes: result.failure !== 'timeout' };
  }
  const { status } = result;
  const answer = parsed(result.body);
  if (status !== 200) {
    const code =
      String(answer?.__type ?? '')
        .split('#')
        .at(-1) ?? '';
    return refused(status, code, answer?.message ?? answer?.Message, status >= 500 || passing.test(code));
  }
  const [entry] = (answer?.Entries ?? []) as readonly (Answer | undefined)[];
  if (typeof entry?.EventId === 'string' && answer?.FailedEntryCount === 0) {
    return { kind: 'accepted', status, answer: entry.EventId.slice(0, keptCharacters) };
  }
  const code = String(entry?.ErrorCode ?? '');
  return code === ''
    ? { kind: 'failed', status, failure: 'bad_answer' }
    : refused(status, code, entry?.ErrorMessage, passing.test(code));
};

const refused = (status: number, code: string, message: unknown, passes: boolean): Verdict => ({
  kind: 'failed',
  status,
  failure: 'refused',
  ...(code === '' ? {} : { reason: code.slice(0, 100) }),
  ...(typeof message === 'string' ? { answer: message.slice(0, keptCharacters) } : {}),
  passes,
});

type Answer = Readonly<Record<string, unknown>>;

const parsed = (body: Buffer): Answer | undefined => {
  try {
    const value: unknown = JSON.parse(body.toString());
    return typeof value === 'object' && value !== null ? (value as Answer) : undefined;
  } catch {
    return undefined;
  }
};
