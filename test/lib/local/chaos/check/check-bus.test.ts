import { describe, expect, it } from 'vitest';
import {
  busDuplicates,
  busFindings,
  busOnlyFindings,
} from '../../../../../lib/local/chaos/check/check-bus.ts';
import type { BusEvent, TaskEvidence } from '../../../../../lib/local/chaos/check/evidence.ts';
import { aLife, aReceipt, aRightTask } from '../samples.ts';

const onBus = (type: string, change: object = {}): BusEvent => {
  const { headers, body } = aReceipt(type);
  const detail = { id: headers['webhook-id'], owner: 'someone', ...JSON.parse(body), ...change };
  return { source: 'seedance-relay', type, detail };
};
const early = onBus('video.processing');
const final = onBus('video.completed');
const toBus = (fields: object = {}) => ({
  number: 2,
  event: 'video.completed',
  destination: 'bus',
  state: 'delivered',
  restart: 0,
  attempts: 1,
  ...fields,
});
const right = aRightTask({ onBus: [early, final], deliveries: [...aRightTask().deliveries, toBus()] });
const findings = (task: Partial<TaskEvidence>): string[] =>
  busFindings({ ...right, ...task }).map(({ kind, what }) => `${kind}: ${what}`);
const record = aRightTask().record as NonNullable<TaskEvidence['record']>;

describe('the check of the bus', () => {
  it('finds nothing if everything is right, if an event came twice, or if there is no bus', () => {
    expect(findings({})).toEqual([]);
    expect(findings({ onBus: [final, early, final] })).toEqual([]);
    const { onBus: _, ...without } = right;
    expect(busFindings(without)).toEqual([]);
    expect(busDuplicates([{ ...right, onBus: [final, early, final] }])).toBe(1);
  });

  it('does not take what operators are told of a task for an event of the task', () => {
    const type = 'relay.delivery.exhausted';
    const told: BusEvent = { source: 'seedance-relay', type, detail: { type, data: { taskId: 'task' } } };
    expect(findings({ onBus: [early, told, final, told] })).toEqual([]);
    expect(findings({ onBus: [early, told] })).toEqual([
      'lost: is completed, and has no final event on the bus',
    ]);
  });

  it('does not mind that the API has another port after a restart, and does that the path differs', () => {
    const linked = (task: string) => ({ ...(final.detail.data as object), links: { task } });
    const receipts = [aReceipt('video.completed', { links: { task: 'http://127.0.0.1:1/v1/tasks/task' } })];
    const put = (task: string) => [{ ...final, detail: { ...final.detail, data: linked(task) } }];
    expect(findings({ receipts, onBus: put('http://127.0.0.1:22/v1/tasks/task') })).toEqual([]);
    expect(findings({ receipts, onBus: put('http://127.0.0.1:22/v1/tasks/other') })).toHaveLength(1);
  });

  it('does not mind that each has a link to the video of its own', () => {
    const data = {
      ...(final.detail.data as object),
      video: { sha256: 'a'.repeat(64), bytes: 1000, url: 'one' },
    };
    expect(findings({ onBus: [early, { ...final, detail: { ...final.detail, data } }] })).toEqual([]);
  });

  it.each<[string, Partial<TaskEvidence>, string]>([
    ['misses the event', { onBus: [early] }, 'lost: is completed, and has no final event on the bus'],
    [
      'has it under two ids',
      { onBus: [final, onBus('video.completed', { id: 'msg_other' })] },
      'wrong: has one event under 2 ids on the bus',
    ],
    [
      'has another id than the callback',
      { onBus: [onBus('video.completed', { id: 'msg_other' })] },
      'wrong: has an event on the bus whose id is not the callback’s',
    ],
    [
      'has another body than the callback',
      { onBus: [onBus('video.completed', { data: { taskId: 'task' } })] },
      'wrong: has an event on the bus whose body is not the callback’s',
    ],
    [
      'has no owner',
      { onBus: [onBus('video.completed', { owner: undefined })] },
      'wrong: has an event on the bus whose detail has no owner',
    ],
    [
      'has another source',
      { onBus: [{ ...final, source: 'x' }] },
      'wrong: has an event on the bus whose source is x',
    ],
    [
      'has another type outside than inside',
      { onBus: [final, { ...final, type: 'video.failed' }] },
      'wrong: has an event on the bus whose detail is of the type video.completed',
    ],
    [
      'has the event of another end',
      { onBus: [onBus('video.failed')], receipts: [] },
      'wrong: is completed, and has another final event on the bus',
    ],
    [
      'was stopped, and has one',
      { record: { ...record, status: 'stopped' } },
      'wrong: was stopped, and has a final event on the bus all the same',
    ],
    [
      'has processing unasked',
      { history: aLife({ planned: { ...aLife().planned, wantsProcessing: false } }) },
      'wrong: has video.processing on the bus, unasked',
    ],
    [
      'has no delivery to the bus',
      { deliveries: aRightTask().deliveries },
      'wrong: has 0 deliveries of its final event to the bus',
    ],
    [
      'has a delivery that did not end well',
      { deliveries: [toBus({ state: 'exhausted' })] },
      'wrong: says exhausted of delivery 2 to the bus',
    ],
    [
      'has one that has not ended',
      { deliveries: [toBus(), toBus({ event: 'video.processing', state: 'pending' })] },
      'wrong: has a delivery to the bus pending',
    ],
  ])('sees a task that %s', (_, task, finding) => {
    expect(findings(task)).toContain(finding);
  });
});

it('the check of the bus lets a retry withdraw what was still to be put of the first end', () => {
  const history = aLife({ retriedAfter: 'not_a_video' });
  const [withdrawn, last] = [toBus({ state: 'withdrawn' }), toBus({ number: 4 })];
  expect(findings({ history, deliveries: [withdrawn, last] })).toEqual([]);
  expect(findings({ deliveries: [withdrawn] })).toEqual(['wrong: says withdrawn of delivery 2 to the bus']);
  const after = [toBus(), toBus({ number: 4, state: 'withdrawn' })];
  expect(findings({ history, deliveries: after })).toEqual([
    'wrong: says withdrawn of delivery 4 to the bus',
  ]);
});

describe('the check of a task without a callback', () => {
  const busOnly = {
    ...right,
    history: aLife({ planned: { ...aLife().planned, busOnly: true } }),
    deliveries: [toBus()],
    receipts: [],
  };
  const ofBusOnly = (task: Partial<TaskEvidence>): string[] =>
    busOnlyFindings({ ...busOnly, ...task }).map(({ what }) => what);
  const telling = (change: object) =>
    onBus('video.completed', { data: { ...(final.detail.data as object), ...change } });

  it('finds nothing if everything is right', () => {
    expect(ofBusOnly({})).toEqual([]);
    expect(busFindings(busOnly)).toEqual([]);
  });

  it.each<[string, Partial<TaskEvidence>, string]>([
    ['a callback', { receipts: [aReceipt('video.completed')] }, 'got a callback, and has no URL for one'],
    [
      'a delivery elsewhere',
      { deliveries: [toBus(), toBus({ destination: undefined })] },
      'has a delivery to a URL that it does not have',
    ],
    [
      'an event of another status',
      { onBus: [onBus('video.failed')] },
      'has an event on the bus whose type is video.failed, but the record says completed',
    ],
    [
      'an event of another video',
      { onBus: [telling({ video: { sha256: 'b'.repeat(64), bytes: 1000 } })] },
      'has an event on the bus whose video is another',
    ],
  ])('finds %s', (_, task, what) => {
    expect(ofBusOnly(task)).toEqual([what]);
  });

  it('compares the last event alone: the one before a retry told of another end', () => {
    expect(ofBusOnly({ onBus: [telling({ status: 'failed' }), final] })).toEqual([]);
  });
});
