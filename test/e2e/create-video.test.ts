import { expect, test } from 'vitest';
import { startEndToEnd } from './environment.ts';

const environment = startEndToEnd();

const create = async (prompt: string, key: string): Promise<[number, Record<string, unknown>]> => {
  const { cloud, receiver } = environment.environment();
  const response = await fetch(`${cloud.apiUrl}/videos`, {
    method: 'POST',
    headers: { 'x-api-key': cloud.apiKey, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify({
      model: 'seedance_1_5_pro_720p',
      content: [{ type: 'text', text: prompt }],
      callbackUrl: `${receiver.url}/${key}`,
    }),
  });
  return [response.status, (await response.json()) as Record<string, unknown>];
};
const made = (): number => environment.environment().provider.groundTruths().length;

test('one creation leads to one callback, and one idempotency key to one video', async () => {
  const before = made();
  const [status, task] = await create('a fox in the snow', 'first');
  expect(status).toBe(202);
  expect(await create('a fox in the snow', 'first')).toEqual([
    202,
    expect.objectContaining({ taskId: task.taskId }),
  ]);
  expect(made()).toBe(before + 1);
  await environment.until(String(task.taskId), ({ delivery }) => delivery?.state === 'delivered');
  const [callback, ...others] = environment.callbacksOf('first');
  expect(others).toEqual([]);
  expect(callback?.verdict).toEqual({ verified: true });
  expect(JSON.parse(callback?.body ?? '')).toMatchObject({
    type: 'video.completed',
    data: { taskId: task.taskId },
  });
});

test.each(['reset', 'cut', 'not-json', 'empty', 'no-id', 'bad-gateway'])(
  'a lost answer (%s) is reported as such, and the video is not created twice',
  async (misbehaviour) => {
    const before = made();
    const prompt = `a fox in the snow --create ${misbehaviour}`;
    for (const _ of ['first', 'again']) {
      expect(await create(prompt, misbehaviour)).toEqual([
        502,
        expect.objectContaining({ type: 'urn:seedance-relay:problem:creation-unknown' }),
      ]);
    }
    expect(made()).toBe(before + 1);
  },
);

test('a task that fails at its creation is refused with the provider’s words', async () => {
  expect(await create('a fox in the snow --create failed-at-birth', 'born')).toEqual([
    422,
    expect.objectContaining({ detail: expect.stringContaining('内容审核未通过') }),
  ]);
});
