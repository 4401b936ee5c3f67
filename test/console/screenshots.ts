import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import type { TaskScript } from '../../lib/local/provider/task-script.ts';
import { startBrowser } from '../support/browser.ts';
import { openPage } from './open.ts';
import { type Stage, startStage } from './stage.ts';

/** `npm run screenshots`: the pictures of the console in docs/images, made of the local cloud. */
const folder = fileURLToPath(new URL('../../docs/images/', import.meta.url));

const models = ['seedance_1_5_pro_720p', 'seedance_1_5_pro_1080p'] as const;
const shots = ['harbour at dawn', 'paper boat', 'night market', 'fox in the snow', 'desert train'] as const;

/** What happens to the tasks, the oldest first, and how their receivers answer. */
const scene: readonly (readonly [script: Partial<TaskScript>, path: string])[] = [
  [{ generatingSeconds: 60 }, '/hooks'],
  [{ generatingSeconds: 70 }, '/refuses'],
  [
    { generatingSeconds: 60, ends: 'failed', error: 'The prompt was refused by the content filter' },
    '/hooks',
  ],
  [{ generatingSeconds: 90 }, '/moody'],
  [{ generatingSeconds: 80 }, '/hooks'],
  [{ ends: 'cancelled', generatingSeconds: 30 }, '/hooks'],
  [{ generatingSeconds: 110 }, '/hooks'],
  [{ ends: 'never' }, '/hooks'],
  [{ ends: 'never', queuedSeconds: 40_000 }, '/hooks'],
];

const perform = async (stage: Stage): Promise<string> => {
  const ids: string[] = [];
  for (const [index, [script, path]] of scene.entries()) {
    const { taskId } = stage.provider.create(script, models[index % models.length]);
    const metadata = { project: 'launch film', shot: shots[index % shots.length] };
    await stage.register(taskId, path, { metadata });
    ids.push(taskId);
  }
  const [shown = ''] = ids.slice(3);
  const settled = async (taskId: string): Promise<boolean> => {
    const { status, delivery } = (await stage.call('GET', `/tasks/${taskId}`)).body;
    const open = ['queued', 'processing', 'archiving'].includes(status);
    return !open && delivery !== null && (delivery.state !== 'pending' || delivery.attempts > 0);
  };
  for (const taskId of ids.slice(0, 7)) {
    while (!(await settled(taskId))) await new Promise((done) => setTimeout(done, 200));
  }
  return shown;
};

const views = [
  { name: 'console-light', colorScheme: 'light', viewport: { width: 1280, height: 860 } },
  { name: 'console-dark', colorScheme: 'dark', viewport: { width: 1280, height: 860 } },
  { name: 'console-phone', colorScheme: 'light', viewport: { width: 390, height: 780 } },
] as const;

const take = async (browser: Browser, stage: Stage, shown: string): Promise<void> => {
  for (const { name, colorScheme, viewport } of views) {
    const { page, close } = await openPage(browser, { colorScheme, viewport, deviceScaleFactor: 1.5 });
    await page.goto(stage.address);
    await page.getByText('callback pending').first().waitFor();
    await page
      .locator('.frame canvas')
      .nth(name === 'console-phone' ? 0 : 3)
      .waitFor();
    if (name !== 'console-phone') {
      await page.locator('.row', { hasText: shown }).click();
      await page.getByText('Callback, attempt 2').waitFor();
      await page.locator('video.player').waitFor();
    }
    await page.waitForTimeout(2_500); // For the frames of the videos.
    await page.screenshot({ path: `${folder}${name}.png` });
    await close();
  }
};

const tries = new Map<string, number>();
const stage = await startStage({
  speed: 30,
  answer: (path) => {
    const count = (tries.get(path) ?? 0) + 1;
    tries.set(path, count);
    const refuses = path === '/refuses' || (path === '/moody' && count === 1);
    return refuses
      ? { status: 503, body: '{"error":"We are being deployed. Try again soon."}' }
      : { status: 204 };
  },
});
const browser = await startBrowser();
try {
  await take(browser, stage, await perform(stage));
} finally {
  await browser.close();
  await stage.close();
}
