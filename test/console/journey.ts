import { beforeAll, describe, expect, it } from 'vitest';
import { chooseFromMenu, openPage, ready, rowOf } from './open.ts';
import type { Stage } from './stage.ts';

type Opened = Awaited<ReturnType<typeof openPage>>;

describe('a person at the console', () => {
  let stage: Stage;
  let open: Opened;
  beforeAll(async () => {
    const started = await ready();
    stage = started.stage;
    open = await openPage(started.browser, { permissions: ['clipboard-read', 'clipboard-write'] });
    await open.page.goto(stage.address);
    return () => open.close();
  });

  const register = async (taskId: string, path: string): Promise<void> => {
    const { page } = open;
    await page.getByRole('button', { name: 'Register a task' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Task id').fill(taskId);
    await form.getByLabel('Callback URL').fill(`${stage.receiver.url}${path}`);
    await form.getByLabel('Metadata').fill('shot=dawn\norder=7');
    await form.getByRole('button', { name: 'Register', exact: true }).click();
    await form.waitFor({ state: 'detached' });
  };

  it('is in with one click, and the key is gone from the address', async () => {
    await open.page.getByText('No tasks yet.').waitFor();
    expect(open.page.url()).not.toContain(stage.cloud.apiKey);
  });

  it('registers a task by form, and watches it until its callback is delivered', async () => {
    const { page } = open;
    const { taskId } = stage.provider.create({ queuedSeconds: 1, generatingSeconds: 60 });
    await register(taskId, '/moody');
    const panel = page.getByRole('article', { name: `Task ${taskId}` });
    await panel.getByText('callback delivered').waitFor();
    await rowOf(page, taskId).getByText('callback delivered').waitFor();
    const story = await panel.locator('.timeline').innerText();
    for (const words of [
      'Created at the provider',
      'Registered',
      'Polled: finished',
      'Archived',
      'Ended: completed',
    ]) {
      expect(story).toContain(words);
    }
    expect(await panel.locator('.facts').allInnerTexts()).toContainEqual(expect.stringContaining('dawn'));
  });

  it('plays the video', async () => {
    const { page } = open;
    await page.locator('video.player').waitFor();
    await page.evaluate(
      'const player = document.querySelector("video.player"); player.muted = true; player.play()',
    );
    await expect
      .poll(() => page.evaluate('document.querySelector("video.player").currentTime'))
      .toBeGreaterThan(0.2);
  });

  it('sees the attempt that failed, with what the receiver said, as text', async () => {
    const { page } = open;
    await page.getByText('Callback, attempt 1: 503').waitFor();
    expect(await page.locator('.quote').first().innerText()).toBe('Not <b>today</b>');
    await page.getByText('Callback, attempt 2: 204').waitFor();
  });

  it('sees the callback as it was sent', async () => {
    const { page } = open;
    await page.getByText('The callback as it is sent').click();
    await page.getByText('webhook-signature: v1,').waitFor();
    await page.getByText('"type": "video.completed"').waitFor();
  });

  it('sends the event again', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Redeliver' }).click();
    await page.getByText('Delivery 2: delivered').waitFor();
    expect(stage.receiver.received.at(-1)).toMatchObject({ attempt: 3, verdict: { verified: true } });
  });

  it('copies a request as curl, without the key', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'as curl' }).first().click();
    await page.getByText('Copied').waitFor();
    const copied = String(await page.evaluate('navigator.clipboard.readText()'));
    expect(copied).toContain(`curl -sS -X POST '${stage.cloud.apiUrl}/tasks/`);
    expect(copied).toContain('-H "x-api-key: $API_KEY"');
    expect(copied).not.toContain(stage.cloud.apiKey);
  });

  it('stops a task only after a question', async () => {
    const { page } = open;
    const { taskId } = stage.provider.create({ ends: 'never' });
    await register(taskId, '/hooks');
    const panel = page.getByRole('article', { name: `Task ${taskId}` });
    await panel.getByRole('button', { name: 'Stop' }).click();
    const question = page.getByRole('dialog');
    await question.getByRole('button', { name: 'Leave it' }).click();
    await question.waitFor({ state: 'detached' });
    expect((await stage.call('GET', `/tasks/${taskId}`)).body.status).not.toBe('stopped');
    await panel.getByRole('button', { name: 'Stop' }).click();
    await question.getByRole('button', { name: 'Stop' }).click();
    await rowOf(page, taskId).getByText('stopped').waitFor();
  });

  let endOfRetried = '';

  it('has a task tried again that ended too early', async () => {
    const { page } = open;
    const { taskId } = stage.provider.create({ ends: 'never' });
    await stage.register(taskId, '/hooks', { giveUpAfterSeconds: 60 });
    await rowOf(page, taskId).click();
    const panel = page.getByRole('article', { name: `Task ${taskId}` });
    await panel.getByText('Ended: expired').waitFor();
    await panel.getByText('deadline exceeded').waitFor();
    await panel.getByRole('button', { name: 'Retry' }).click();
    await panel.getByText('Next poll').waitFor();
    await panel.locator('.facts').getByText('retries').waitFor();
    expect(await panel.getByRole('button', { name: 'Retry' }).count()).toBe(0);
    await stage.call('DELETE', `/tasks/${taskId}`);
    // On a busy machine it has expired once more by now.
    endOfRetried = String((await stage.call('GET', `/tasks/${taskId}`)).body.status);
    expect(['stopped', 'expired']).toContain(endOfRetried);
  });

  it('sends again what a receiver missed, once it is known how much that is', async () => {
    const { page } = open;
    const { taskId } = stage.provider.create({ ends: 'failed', queuedSeconds: 1, generatingSeconds: 5 });
    await stage.register(taskId, '/left');
    await rowOf(page, taskId).getByText('callback gone').waitFor();
    await chooseFromMenu(page, 'Recover callbacks');
    const form = page.getByRole('dialog');
    await form.getByRole('button', { name: 'Count them' }).click();
    await form.getByText('Nothing was missed in this time.').waitFor();
    await form.getByLabel('410 (gone)').check();
    await form.getByRole('button', { name: 'Count them' }).click();
    await form.getByRole('button', { name: 'Send 1 again' }).click();
    await form.getByText('done').waitFor();
    expect(await form.innerText()).toContain('1 begun');
    await form.getByRole('button', { name: 'Close' }).click();
    await rowOf(page, taskId).getByText('callback delivered').waitFor();
  });

  it('narrows the list, and searches it', async () => {
    const { page } = open;
    await page.getByLabel('Status').selectOption('stopped');
    const stopped = endOfRetried === 'stopped' ? 2 : 1;
    await expect.poll(() => page.locator('.row').count()).toBe(stopped);
    await page.getByLabel('Status').selectOption('');
    await page.getByLabel('Callback').selectOption('delivered');
    await expect
      .poll(() => page.locator('.row .badge').allTextContents())
      .toEqual(
        ['failed', ...(stopped === 2 ? [] : ['expired']), 'completed'].flatMap((end) => [
          end,
          'callback delivered',
        ]),
      );
    await page.getByLabel('Callback').selectOption('');
    await page.getByLabel('Search by task id').fill('no such task');
    await page.getByText('None of the loaded tasks fits.').waitFor();
    await page.getByText('Open the task with exactly this id').click();
    await page.getByText('You track no such task').waitFor();
    open.complaints.splice(0); // The browser reports the 404 that the problem was shown for.
    await page.getByLabel('Search by task id').fill('');
  });

  it('is told what is wrong in the words of the problem document', async () => {
    const { page } = open;
    await page.getByRole('button', { name: 'Try a receiver' }).click();
    const form = page.getByRole('dialog');
    await form.getByLabel('Callback URL').fill('ftp://example.com/x');
    await form.getByRole('button', { name: 'Send a test event' }).click();
    await form.getByText('HTTP 400 · urn:seedance-relay:problem:invalid-request').waitFor();
    await form.getByLabel('Callback URL').fill(`${stage.receiver.url}/refuses`);
    await form.getByRole('button', { name: 'Send a test event' }).click();
    await form.getByText('failed', { exact: true }).waitFor();
    await form.getByText('Not <b>today</b>').waitFor();
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
    open.complaints.splice(0); // As above.
  });

  it('sees what is read in an answer of a provider', async () => {
    const { page } = open;
    await chooseFromMenu(page, 'Check an answer');
    const form = page.getByRole('dialog');
    const answer = form.getByLabel('Answer', { exact: true });
    await answer.fill('{"id":"video_1","status":"blorp","why":"<img src=x>"}');
    await form.getByRole('button', { name: 'Check', exact: true }).click();
    await form.getByText('unknown_status').waitFor();
    await form.getByText('not read: why').waitFor();
    await form.getByText('a status that nobody documented').waitFor();
    await form.getByLabel('Answer to the second').fill('{"video":null}');
    const again = page.waitForRequest(/\/check$/);
    await form.getByRole('button', { name: 'Check', exact: true }).click();
    expect((await again).postDataJSON()).toMatchObject({ result: { body: '{"video":null}' } });
    await page.keyboard.press('Escape');
    await form.waitFor({ state: 'detached' });
  });

  it('has called nobody but the API and the bucket, and the key was in no address', () => {
    const origins = new Set(open.requested.map((url) => new URL(url).origin));
    const { apiUrl, s3Store, apiKey } = stage.cloud;
    expect([...origins].sort()).toEqual([new URL(apiUrl).origin, new URL(s3Store.url).origin].sort());
    expect(open.requested.filter((url) => url.includes(apiKey))).toEqual([]);
    expect(open.complaints).toEqual([]);
  });
});
