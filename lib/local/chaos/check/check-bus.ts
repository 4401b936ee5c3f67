import { isDeepStrictEqual } from 'node:util';
import { busSource, operatorEventTypes } from '../../../../lambdas/contract/bus-event.ts';
import type { Receipt } from '../receiver.ts';
import { type Event, endDeliveries, mismatch, processing } from './check-callbacks.ts';
import type { BusEvent, TaskEvidence } from './evidence.ts';
import type { Finding } from './finding.ts';

/** They name a task, too, and are put at best once. */
const ofOperators: ReadonlySet<string> = new Set(operatorEventTypes);

/** Of the API, which has another port after each restart of the local cloud. */
const origin = /^http:\/\/127\.0\.0\.1:\d+(?=\/)/;

/** A body without the video's link, which is another one each time, and without the API's address. */
const withoutLink = (body: unknown): unknown =>
  JSON.parse(JSON.stringify(body), (name, value) => {
    if (/^url(ExpiresAt)?$/.test(name)) return undefined;
    return typeof value === 'string' ? value.replace(origin, '') : value;
  });

/** The body of a callback; of one that is none, its text. */
const bodyOf = ({ body }: Receipt): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

/**
 * Every final event at least once on the bus, under one id, and each with the id and the body of the callback. A bus keeps no
 * order. A task that its owner stopped has no final event here either.
 */
export const busFindings = (task: TaskEvidence): Finding[] => {
  const { history, record, deliveries, receipts } = task;
  const onBus = task.onBus?.filter(({ type }) => !ofOperators.has(type));
  const findings: Finding[] = [];
  const found = (kind: Finding['kind'], what: string) => findings.push({ kind, about: history.taskId, what });
  if (!onBus || !record) return findings;

  const final = onBus.filter(({ type }) => type !== processing);
  const early = onBus.filter(({ type }) => type === processing);
  const ends = history.retriedAfter === undefined ? 1 : 2;
  for (const [events, most] of [[final, ends] as const, [early, 1] as const]) {
    const ids = new Set(events.map(({ detail }) => detail.id));
    if (ids.size > most) found('wrong', `has one event under ${ids.size} ids on the bus`);
  }
  if (early.length > 0 && !history.planned.wantsProcessing)
    found('wrong', `has ${processing} on the bus, unasked`);
  for (const event of onBus) {
    const problem = difference(event, receipts);
    if (problem !== undefined) found('wrong', `has an event on the bus whose ${problem}`);
  }
  if (record.status === 'stopped') {
    if (final.length > 0) found('wrong', 'was stopped, and has a final event on the bus all the same');
    return findings;
  }
  if (final.length === 0) found('lost', `is ${record.status}, and has no final event on the bus`);
  const others = new Set(
    final.filter(({ type }) => type !== `video.${record.status}`).map(({ detail }) => detail.id),
  );
  if (others.size >= ends) found('wrong', `is ${record.status}, and has another final event on the bus`);

  const { all, due } = endDeliveries(task, 'bus');
  if (all.length !== ends) found('wrong', `has ${all.length} deliveries of its final event to the bus`);
  for (const { number, state } of due) {
    if (state !== 'delivered') found('wrong', `says ${state} of delivery ${number} to the bus`);
  }
  if (deliveries.some(({ destination, state }) => destination === 'bus' && state === 'pending'))
    found('wrong', 'has a delivery to the bus pending');
  return findings;
};

const difference = ({ source, type, detail }: BusEvent, receipts: readonly Receipt[]): string | undefined => {
  const { id, owner, ...body } = detail;
  if (source !== busSource) return `source is ${source}`;
  if (body.type !== type) return `detail is of the type ${body.type}`;
  if (typeof owner !== 'string') return 'detail has no owner';
  const callbacks = receipts.filter(({ body: text }) => text.includes(`"type":"${type}"`));
  if (callbacks.some(({ headers }) => headers['webhook-id'] !== id)) return 'id is not the callback’s';
  return callbacks.every((receipt) => isDeepStrictEqual(withoutLink(bodyOf(receipt)), withoutLink(body)))
    ? undefined
    : 'body is not the callback’s';
};

/** Of a task without a callback: there is none, and its last event says what the record says. */
export const busOnlyFindings = (task: TaskEvidence): Finding[] => {
  const { history, record, receipts, deliveries, onBus = [] } = task;
  const wrong = (what: string): Finding => ({ kind: 'wrong', about: history.taskId, what });
  const last = onBus.findLast(({ type }) => type !== processing && !ofOperators.has(type));
  const problem = record && last && mismatch(last.detail as unknown as Event, task, record);
  return [
    ...(receipts.length > 0 ? [wrong('got a callback, and has no URL for one')] : []),
    ...(deliveries.some(({ destination }) => destination !== 'bus')
      ? [wrong('has a delivery to a URL that it does not have')]
      : []),
    ...(problem === undefined ? [] : [wrong(`has an event on the bus whose ${problem}`)]),
  ];
};

/** How often an event was put on the bus beyond the first time, over all tasks. */
export const busDuplicates = (tasks: readonly TaskEvidence[]): number =>
  tasks.reduce(
    (sum, { onBus = [] }) => sum + onBus.length - new Set(onBus.map(({ detail }) => detail.id)).size,
    0,
  );
