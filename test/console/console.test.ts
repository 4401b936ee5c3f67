import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser } from '../support/browser.ts';
import { openPage, rowOf, type Stage, startStage } from './stage.ts';

describe('the console, in a browser', () => {
  let stage: Stage;
  let browser: Browser;
  beforeAll(async () => {
    [stage, browser] = await Promise.all([startStage({ speed: 60 }), startBrowser()]);
  });
  afterAll(async () => {
    await browser?.close();
    await stage?.close();
  });

  it('opens with one click, and shows a task from its registration to its callback', async () => {
    const { page, complaints, requested } = await openPage(browser);
    await page.goto(stage.address);
    await page.getByText('No tasks yet.').waitFor();
    expect(page.url()).not.toContain(stage.cloud.apiKey);

    const { taskId } = stage.provider.create({ queuedSeconds: 1, generatingSeconds: 60 });
    await stage.register(taskId);
    const row = rowOf(page, taskId);
    await row.getByText('callback delivered').waitFor();
    expect(await row.getByText('completed').count()).toBe(1);

    const origins = new Set(requested.map((url) => new URL(url).origin));
    expect([...origins].sort()).toEqual(
      [new URL(stage.cloud.apiUrl).origin, new URL(stage.cloud.s3Store.url).origin].sort(),
    );
    expect(requested.filter((url) => url.includes(stage.cloud.apiKey))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
