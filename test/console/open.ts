import type { Browser, BrowserContextOptions, ConsoleMessage, Page } from 'playwright-core';
import { startBrowser } from '../support/browser.ts';
import { type Stage, startStage } from './stage.ts';

let opened: Promise<{ stage: Stage; browser: Browser }> | undefined;

/** A callback to `/moody` is refused once, one to `/left` once for good, and one to `/refuses` always. */
const start = async (): Promise<{ stage: Stage; browser: Browser }> => {
  const tries = new Map<string, number>();
  const answer = (path: string) => {
    const count = (tries.get(path) ?? 0) + 1;
    tries.set(path, count);
    if (path === '/refuses' || (path.startsWith('/moody') && count === 1)) {
      return { status: 503, body: 'Not <b>today</b>' };
    }
    if (path === '/left' && count === 1) return { status: 410 };
    return { status: 204 };
  };
  const [stage, browser] = await Promise.all([startStage({ speed: 60, answer }), startBrowser()]);
  return { stage, browser };
};

/** The local cloud and the browser, started once. */
export const ready = (): Promise<{ stage: Stage; browser: Browser }> => {
  opened ??= start();
  return opened;
};

export const closeAll = async (): Promise<void> => {
  const { stage, browser } = await ready();
  await browser.close();
  await stage.close();
};

/** A page that remembers whatever a person would not want to see. */
export const openPage = async (from: Browser, options: BrowserContextOptions = {}) => {
  const context = await from.newContext(options);
  const page = await context.newPage();
  const complaints: string[] = [];
  const requested: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('dialog', (dialog) => {
    complaints.push(`A dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => requested.push(request.url()));
  // As text: the types of this program are Node's, which has no document.
  await page.addInitScript({
    content: `document.addEventListener('securitypolicyviolation', (event) =>
      console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI))`,
  });
  return { page, complaints, requested, close: () => context.close() };
};

export const rowOf = (page: Page, taskId: string) => page.locator('.row').filter({ hasText: taskId });

export const chooseFromMenu = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name }).click();
};
