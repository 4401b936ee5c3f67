import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage, ready } from './open.ts';

const ids = ['video_1', 'video_2', 'video_3', 'video_4', 'video_5', 'video_6'];

/** Finished tasks, whose files lie where `link` says. */
const show = async (page: Page, link: (taskId: string) => object): Promise<void> => {
  const at = new Date().toISOString();
  await page.route(/\/v1\/tasks\?/, (route) => {
    const tasks = ids.map((taskId) => ({
      taskId,
      ...{ status: 'completed', serviceTier: 'default', registeredAt: at, model: null, createdAt: at },
      ...{ finishedAt: at, error: null },
    }));
    return route.fulfill({ json: { tasks, nextCursor: null } });
  });
  await page.route(/\/v1\/tasks\/video_\d$/, (route) => route.fulfill({ status: 304 }));
  await page.route(/\/v1\/tasks\/video_\d\/video$/, (route) => {
    const [, taskId = ''] = /(video_\d)\/video$/.exec(route.request().url()) ?? [];
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    return route.fulfill({ json: { expiresAt, coverUrl: null, lastFrameUrl: null, ...link(taskId) } });
  });
};

/** One pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describe('the pictures in the list', () => {
  it('are the archived covers, and the video’s own frame where a cover does not load', async () => {
    const { stage, browser } = await ready();
    const { page, requested, close } = await openPage(browser);
    const bucket = stage.cloud.s3Store.url;
    await show(page, (taskId) => ({ url: `${bucket}/${taskId}.mp4`, coverUrl: `${bucket}/${taskId}.png` }));
    await page.route(/video_\d\.png$/, (route) =>
      route.request().url().includes('video_1')
        ? route.fulfill({ status: 404 })
        : route.fulfill({ body: png, contentType: 'image/png' }),
    );
    await page.route(/video_\d\.mp4/, (route) => route.fulfill({ path: 'lib/local/provider/sample.mp4' }));
    await page.goto(stage.address);
    await page
      .locator('.frame canvas')
      .nth(ids.length - 1)
      .waitFor();
    const films = requested.filter((url) => url.includes('.mp4'));
    expect(new Set(films)).toEqual(new Set([`${bucket}/video_1.mp4`]));
    await close();
  });

  it('are fetched two at a time: the player never waits for a connection', async () => {
    const { stage, browser } = await ready();
    const { page, requested, close } = await openPage(browser);
    await show(page, (taskId) => ({ url: `${stage.cloud.s3Store.url}/${taskId}.mp4` }));
    const answer: (() => void)[] = [];
    await page.route(/video_\d\.mp4/, async (route) => {
      await new Promise<void>((done) => answer.push(done));
      await route.fulfill({ status: 403 });
    });
    const films = () => new Set(requested.filter((url) => url.includes('.mp4'))).size;
    await page.goto(stage.address);
    await expect.poll(films).toBe(2);
    await page.waitForTimeout(500);
    expect(films()).toBe(2);
    while (films() < ids.length) {
      for (const one of answer.splice(0)) one();
      await page.waitForTimeout(20);
    }
    await close();
  });
});

describe('the player', () => {
  it('gets another link when its own has ended', async () => {
    const { stage, browser } = await ready();
    const { page, requested, close } = await openPage(browser);
    const player = (what: string) => page.evaluate(`document.querySelector('video.player')?.${what}`);
    const url = `${stage.cloud.s3Store.url}/ended.mp4`;
    await page.route(/\/video$/, async (route) =>
      (await player('src')) === undefined
        ? route.fulfill({ json: { url, expiresAt: new Date(0).toISOString(), coverUrl: null } })
        : route.continue(),
    );
    await page.goto(stage.address);
    await page.getByLabel('Status').selectOption('completed');
    const done = page.locator('.row', { hasText: 'completed' }).first();
    await done.waitFor();
    await page.evaluate(
      (href) => Object.assign(globalThis, { location: href }),
      await done.getAttribute('href'),
    );
    await expect.poll(() => player('readyState')).toBeGreaterThan(0);
    expect(requested).toContain(url);
    await close();
  });

  it('gives way to a link where this browser cannot decode the file', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    await page.route(/\.mp4/, (route) => route.fulfill({ body: 'no film', contentType: 'video/mp4' }));
    await page.goto(stage.address);
    await page.getByLabel('Status').selectOption('completed');
    await page.locator('.row', { hasText: 'completed' }).first().click();
    await page.getByText('This browser cannot play the file.').waitFor();
    expect(await page.getByRole('link', { name: 'Open it' }).getAttribute('href')).toMatch(/^http.*\.mp4\?/);
    await close();
  });
});
