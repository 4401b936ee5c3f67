import { describe, expect, it } from 'vitest';
import { check } from '../../../../../lib/local/chaos/check/checker.ts';
import type { TaskEvidence } from '../../../../../lib/local/chaos/check/evidence.ts';
import { signatureCheck } from '../../../../../lib/local/chaos/check/signatures.ts';
import { aLife, aReceipt, aRightTask, aTruth, keys } from '../samples.ts';

const left = { leases: [], keys: [], executions: [], uploads: [], lostUploads: 0, strays: [] };
const findings = (task: TaskEvidence): string[] =>
  check({ tasks: [task], left }, { signatures: signatureCheck(keys), window: 3_600_000 }).map(
    ({ what }) => what,
  );

const endedAs = (code: string) => aReceipt('video.failed', { error: { code } });
const delivery = { restart: 0, attempts: 1, state: 'delivered' };
const first = { ...delivery, number: 1, event: 'video.failed' };
const second = { ...delivery, number: 2, event: 'video.completed' };

/** Ended as `not_a_video`, was retried, and is completed. */
const retried = (evidence: Partial<TaskEvidence> = {}): TaskEvidence =>
  aRightTask({
    history: aLife({ retriedAfter: 'not_a_video' }),
    deliveries: [first, second],
    receipts: [endedAs('not_a_video'), aReceipt('video.completed')],
    ...evidence,
  });

describe('a task that was retried', () => {
  it('is right with two events and two deliveries', () => {
    expect(findings(retried())).toEqual([]);
    const gone = { ...endedAs('not_a_video'), behaviour: 'is gone' } as const;
    const receipts = [gone, aReceipt('video.completed')];
    expect(findings(retried({ receipts, deliveries: [{ ...first, state: 'gone' }, second] }))).toEqual([]);
  });

  it('is right without the event that was still to be sent, and was withdrawn by the retry', () => {
    const withdrawn = { ...first, state: 'withdrawn' };
    const deliveries = [withdrawn, second];
    expect(findings(retried({ deliveries, receipts: [aReceipt('video.completed')] }))).toEqual([]);
    const refused = { ...endedAs('not_a_video'), behaviour: 'fails' } as const;
    expect(findings(retried({ deliveries, receipts: [refused, aReceipt('video.completed')] }))).toEqual([]);
    expect(findings(retried({ deliveries, receipts: [refused] })).join()).toContain('no callback was taken');
    expect(findings(retried({ deliveries, receipts: [] })).join()).toContain('no callback was taken');
    const last = { deliveries: [first, { ...second, state: 'withdrawn' }] };
    expect(findings(retried(last)).join()).toContain('says withdrawn');
    const unasked = { history: aLife(), deliveries, receipts: [aReceipt('video.completed')] };
    expect(findings(retried(unasked)).join()).toContain('says withdrawn');
  });

  it.each<[string, Partial<TaskEvidence>, string]>([
    ['has only its first event', { receipts: [endedAs('not_a_video')] }, 'no callback was taken'],
    ['has only its last event', { receipts: [aReceipt('video.completed')] }, 'no callback was taken'],
    ['has one delivery', { deliveries: [first] }, 'has 1 deliveries of its final event'],
    [
      'ended first in another way',
      { receipts: [endedAs('x'), aReceipt('video.completed')] },
      'ended first as failed, x',
    ],
    ['was not retried at all', { history: aLife() }, 'got one event under 2 ids'],
    [
      'has a delivery that says otherwise',
      { deliveries: [first, { ...second, state: 'gone' }] },
      'says gone',
    ],
  ])('is found if it %s', (_, evidence, what) => {
    expect(findings(retried(evidence)).join()).toContain(what);
  });
});

describe('a task that failed', () => {
  const quota = { reason: 'quota', providerCode: 'AccountOverdueError' };
  const failed = (
    error: object,
    provider = 'seedance',
    rightFailure: typeof quota | { reason: string } = quota,
  ) => {
    const groundTruth = aTruth({ rightOutcome: { status: 'failed', errorCode: 'provider_failed' } });
    const life = aLife({ groundTruth });
    const planned = {
      ...life.planned,
      provider,
      rightFailure,
    };
    const { file: _, ...task } = aRightTask({
      history: { ...life, planned },
      record: { status: 'failed', error: { code: 'provider_failed', ...error }, restart: 0 },
      deliveries: [first],
      receipts: [endedAs('provider_failed')],
    });
    return findings(task);
  };

  it('is right with the reason and the code of the provider’s words', () => {
    expect(failed(quota)).toEqual([]);
  });

  it.each([[{ reason: 'invalid_input', providerCode: 'AccountOverdueError' }], [{ reason: 'quota' }], [{}]])(
    'is found with any other: %j',
    (error) => {
      expect(failed(error).join()).toContain('not quota (AccountOverdueError)');
    },
  );

  it('may have any code if the provider gave none', () => {
    const words = { reason: 'quota' };
    expect(failed({ reason: 'quota', providerCode: 'InternalError' }, 'seedance', words)).toEqual([]);
    expect(failed({ reason: 'unknown' }, 'seedance', words)).toHaveLength(1);
  });

  it('is not compared if another provider says it in its own words', () => {
    expect(failed({}, 'ark')).toEqual([]);
  });
});
