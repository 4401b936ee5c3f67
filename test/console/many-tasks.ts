import { describe, expect, it } from 'vitest';
import { openPage, ready } from './open.ts';

const count = 10_000;
/** More than the API gives, so that the test takes seconds. */
const pageSize = 500;

/** A page of a list of ten thousand, as the API would answer it. */
const pageFrom = (first: number, registeredAt: string) => ({
  tasks: Array.from({ length: pageSize }, (_, index) => ({
    taskId: `video_${String(first + index).padStart(6, '0')}`,
    status: 'stopped',
    serviceTier: 'default',
    registeredAt,
    model: 'seedance_1_5_pro_720p',
    createdAt: null,
    finishedAt: null,
    error: null,
  })),
  nextCursor: first + pageSize < count ? String(first + pageSize) : null,
});

describe('ten thousand tasks', () => {
  it('are loaded page by page, of which only what is seen is in the document, in little memory', async () => {
    const { stage, browser } = await ready();
    const { page, complaints, close } = await openPage(browser);
    const registeredAt = new Date().toISOString();
    await page.route(/\/v1\/tasks\?/, (route) => {
      const first = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
      return route.fulfill({ json: pageFrom(first, registeredAt) });
    });
    await page.route(/\/v1\/tasks\/video_/, (route) => route.fulfill({ status: 304 }));
    await page.goto(stage.address);
    const more = page.getByRole('button', { name: 'Load more' });
    await more.waitFor();
    const scroll = (to: string) => page.evaluate(`document.querySelector('.scroller').scrollTop = ${to}`);
    for (let loaded = pageSize; loaded < count; loaded += pageSize) {
      await scroll('1e9');
      await more.click();
    }
    await page.getByText(`${count} in all`).waitFor();
    for (const at of [0, 0.25, 0.5, 0.75, 1]) {
      await scroll(`${at} * document.querySelector('.scroller').scrollHeight`);
      const number = Math.min(count - 1, Math.floor(at * count));
      await page.getByText(`video_${String(number).padStart(6, '0')}`).waitFor({ state: 'attached' });
      expect(await page.locator('.row').count()).toBeLessThan(50);
    }
    const session = await page.context().newCDPSession(page);
    await session.send('HeapProfiler.collectGarbage');
    await session.send('Performance.enable');
    const { metrics } = await session.send('Performance.getMetrics');
    const heap = metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? Number.NaN;
    expect(heap).toBeLessThan(100_000_000);
    expect(complaints).toEqual([]);
    await close();
  });
});
