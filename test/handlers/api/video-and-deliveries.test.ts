import { describe, expect, it } from 'vitest';
import { apiOverFakes } from '../../support/api-client.ts';
import { aDelivery, aTask, startOfTests } from '../../support/records.ts';

const { owner, taskId } = aTask();
const video = {
  bucket: 'videos',
  key: 'videos/owner1/2026/01/01/video_abc123def456.mp4',
  contentType: 'video/mp4',
  bytes: 7,
  sha256: 'a'.repeat(64),
};
const type = (name: string) => ({ type: `urn:seedance-relay:problem:${name}` });

describe('GET /v1/tasks/{taskId}/video', () => {
  it('leads to the file by a fresh link', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ status: 'completed', video }));
    const answer = await call('getVideo', { taskId });
    expect(answer.status).toBe(302);
    expect(answer.headers.Location).toBe(`https://bucket.example/${video.key}?signed`);
    expect(answer.headers['Cache-Control']).toBe('no-store');
  });

  it.each([
    ['application/json', 200],
    ['text/html, application/json;q=0.9', 200],
    ['*/*', 302],
    ['video/mp4', 302],
    ['application/json-seq-of-mine', 302],
  ])('answers the link as JSON to a page that asks for JSON only: %s', async (accept, status) => {
    const { call, store, clock } = apiOverFakes();
    await store.add(aTask({ status: 'completed', video }));
    const answer = await call('getVideo', { taskId, headers: { Accept: accept } });
    expect(answer.status).toBe(status);
    if (status !== 200) return;
    expect(answer.headers.Location).toBeUndefined();
    expect(answer.body).toEqual({
      url: `https://bucket.example/${video.key}?signed`,
      expiresAt: new Date(clock.now() + 3_600_000).toISOString(),
      coverUrl: null,
      lastFrameUrl: null,
    });
  });

  it('answers the links of what is archived beside it, too', async () => {
    const { call, store } = apiOverFakes();
    const still = { ...video, contentType: 'image/jpeg' };
    const [cover, lastFrame] = [
      { ...still, key: 'videos/a.cover.jpg' },
      { ...still, key: 'videos/a.last-frame.jpg' },
    ];
    await store.add(aTask({ status: 'completed', video: { ...video, cover, lastFrame } }));
    const { body } = await call('getVideo', { taskId, headers: { Accept: 'application/json' } });
    expect(body).toMatchObject({
      coverUrl: `https://bucket.example/${cover.key}?signed`,
      lastFrameUrl: `https://bucket.example/${lastFrame.key}?signed`,
    });
  });

  it('says when to ask again for one that is not ready', async () => {
    const { call, store, clock } = apiOverFakes();
    await store.add(aTask({ nextQueryAt: clock.now() + 40_000 }));
    expect((await call('getVideo', { taskId })).headers['Retry-After']).toBe('40');
  });

  it.each([
    ['queued', 409, 'video-not-ready'],
    ['archiving', 409, 'video-not-ready'],
    ['failed', 404, 'no-video'],
    ['stopped', 404, 'no-video'],
  ] as const)('says why there is none: %s', async (status, code, problem) => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ status, ...(status === 'stopped' && { video }) }));
    expect(await call('getVideo', { taskId })).toMatchObject({ status: code, body: type(problem) });
  });
});

describe('GET /v1/tasks/{taskId}/deliveries', () => {
  it('shows every attempt of every delivery', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ status: 'completed' }));
    await store.deliveries.add(aDelivery({ state: 'exhausted', attempts: 1 }));
    await store.deliveries.add(aDelivery({ number: 2 }));
    const attempt = { owner, taskId, number: 1, attempt: 1, at: startOfTests, milliseconds: 12 };
    await store.deliveries.addAttempt({ ...attempt, status: 500, answer: 'oops', address: '93.184.215.14' });
    const { body } = await call('listDeliveries', { taskId });
    expect(body.deliveries).toMatchObject([
      {
        number: 1,
        state: 'exhausted',
        attempts: [{ attempt: 1, status: 500, answer: 'oops', failure: null }],
      },
      { number: 2, state: 'pending', attempts: [] },
    ]);
  });
});

describe('POST /v1/tasks/{taskId}/redeliver', () => {
  it('sends the event again under the same id', async () => {
    const { call, store, executions } = apiOverFakes();
    await store.add(aTask({ status: 'completed' }));
    await store.deliveries.add(aDelivery({ state: 'exhausted' }));
    const answer = await call('redeliver', { taskId });
    expect(answer).toMatchObject({ status: 202, body: { number: 2, eventId: aDelivery().eventId } });
    expect(answer.headers.Location).toBe(`/v1/tasks/${taskId}/deliveries`);
    expect(executions.started).toEqual([{ owner, taskId, restart: 0, delivery: 2 }]);
  });

  it('is a conflict after a hundred deliveries', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask({ status: 'completed' }));
    await store.deliveries.add(aDelivery({ state: 'delivered', number: 100 }));
    expect(await call('redeliver', { taskId })).toMatchObject({
      status: 409,
      body: type('too-many-redeliveries'),
    });
  });

  it('is a conflict while there is no event', async () => {
    const { call, store } = apiOverFakes();
    await store.add(aTask());
    expect(await call('redeliver', { taskId })).toMatchObject({
      status: 409,
      body: type('nothing-to-redeliver'),
    });
  });
});

describe('Another owner’s task', () => {
  it.each(['getTask', 'stopTask', 'getVideo', 'listDeliveries', 'redeliver'] as const)(
    'is not found by %s',
    async (operation) => {
      const { call, store } = apiOverFakes();
      await store.add(aTask({ status: 'completed', video }));
      await store.deliveries.add(aDelivery());
      const answer = await call(operation, { taskId, owner: 'other' });
      expect(answer).toMatchObject({ status: 404, body: type('task-not-found') });
      expect(JSON.stringify(answer)).not.toContain(video.key);
    },
  );
});

describe('GET /v1/signing-keys', () => {
  it('gives the owner’s keys, serialized as Standard Webhooks says', async () => {
    const { call } = apiOverFakes();
    const { status, body } = await call('getSigningKeys');
    expect(status).toBe(200);
    expect(body.current.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(body.current.publicKey).toMatch(/^whpk_[A-Za-z0-9+/]{43}=$/);
    expect(body.previous).toBeNull();
    expect((await call('getSigningKeys', { owner: 'other' })).body).not.toEqual(body);
  });
});
