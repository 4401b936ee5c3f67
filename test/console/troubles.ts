import { beforeAll, describe, expect, it } from 'vitest';
import { openPage, ready, rowOf } from './open.ts';

describe('the page', () => {
  let taskId: string;
  beforeAll(async () => {
    const { stage } = await ready();
    taskId = stage.provider.create({ ends: 'never' }).taskId;
    await stage.register(taskId);
  });

  it('says when the relay does not answer, keeps what it has, and goes on when it answers again', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    await page.goto(stage.address);
    await page.locator('.row').first().waitFor();
    await page.route(/\/v1\/tasks/, (route) => route.abort());
    await page.getByRole('status').getByText('No answer').waitFor();
    await page.getByText('The relay does not answer').waitFor();
    expect(await page.locator('.row').count()).toBeGreaterThan(0);
    await page.unroute(/\/v1\/tasks/);
    await page.getByRole('status').getByText('Live', { exact: true }).waitFor();
    expect(await page.getByText('The relay does not answer').count()).toBe(0);
    await close();
  });

  it('offers all that there is though the API’s document came only at the second try', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    let tries = 0;
    await page.route(/openapi\.json/, (route) => {
      tries += 1;
      return tries === 1 ? route.abort() : route.continue();
    });
    await page.goto(stage.address);
    await page.getByRole('button', { name: 'Try a receiver' }).waitFor();
    await close();
  });

  it('lists the exhausted callbacks by a click on their number', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    const list = /\/v1\/tasks\?limit=100&delivery=exhausted$/;
    await page.route(list, async (route) => {
      const [task] = (await stage.call('GET', '/tasks?limit=1')).body.tasks;
      await route.fulfill({ json: { tasks: [{ ...task, taskId: 'left behind' }], nextCursor: null } });
    });
    await page.goto(stage.address);
    await page.getByRole('button', { name: '1', exact: true }).click();
    await rowOf(page, 'left behind').waitFor();
    expect(await page.locator('.row').count()).toBe(1);
    await close();
  });

  it('asks for nothing while nobody sees it', async () => {
    const { stage, browser } = await ready();
    const { page, requested, close } = await openPage(browser);
    await page.goto(stage.address);
    await page.locator('.row').first().waitFor();
    const turn = (hidden: boolean) =>
      page.evaluate(
        `Object.defineProperty(document, 'hidden', { value: ${hidden}, configurable: true });
         document.dispatchEvent(new Event('visibilitychange'))`,
      );
    await turn(true);
    let before = 0;
    // The look that is under way ends in its own time.
    while (requested.length > before) {
      before = requested.length;
      await page.waitForTimeout(700);
    }
    await page.waitForTimeout(1_500);
    expect(requested.length).toBe(before);
    await turn(false);
    await expect.poll(() => requested.length).toBeGreaterThan(before);
    await close();
  });

  it('tells ages by the relay’s clock, not by a browser’s that is three hours fast', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    await page.addInitScript({
      content: 'const real = Date.now; Date.now = () => real() + 3 * 3600 * 1000',
    });
    await page.goto(stage.address);
    await expect
      .poll(() => rowOf(page, taskId).locator('.row-age').innerText())
      .toMatch(/^(now|\d+ (s|min))$/);
    await close();
  });

  it('opens the task that its address names, and goes back to the list', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    await page.goto(`${stage.cloud.apiUrl}/console#/tasks/${taskId}`);
    await page.getByLabel('API key').fill(stage.cloud.apiKey);
    await page.getByLabel('API key').press('Enter');
    await page
      .getByRole('article', { name: `Task ${taskId}` })
      .getByText('Registered')
      .first()
      .waitFor();
    await page.getByRole('link', { name: 'Close the task' }).click();
    await page.getByRole('article').waitFor({ state: 'detached' });
    await page.goBack();
    await page.getByRole('article', { name: `Task ${taskId}` }).waitFor();
    await close();
  });

  it.each([320, 390, 560])('fits a phone of %i pixels, ages and long words included', async (width) => {
    const { stage, browser } = await ready();
    const long = `a-${'0123456789'.repeat(20)}-${width}`;
    await stage.register(long, '/hooks', { metadata: { ['k'.repeat(200)]: 'v'.repeat(200) } });
    const phone = { viewport: { width, height: 780 }, isMobile: true, hasTouch: true };
    const { page, close } = await openPage(browser, phone);
    await page.goto(stage.address);
    await page.locator('.row').first().waitFor();
    const wide = () => page.evaluate('document.documentElement.scrollWidth');
    expect(await wide()).toBe(width);
    const row = rowOf(page, long);
    const { x = 0, width: rowWidth = 0 } = (await row.boundingBox()) ?? {};
    for (const part of await row.locator('.task-id, .row-sub, .row-states, .row-age').all()) {
      expect(await part.isVisible()).toBe(true);
      const box = await part.boundingBox();
      expect((box?.x ?? Number.NaN) + (box?.width ?? Number.NaN)).toBeLessThanOrEqual(x + rowWidth);
    }
    await row.tap();
    await page.locator('.facts', { hasText: 'kkk' }).waitFor();
    expect(await wide()).toBe(width);
    const over =
      'const { scrollWidth, clientWidth } = document.querySelector(".panel"); scrollWidth - clientWidth';
    expect(await page.evaluate(over)).toBe(0);
    await close();
  });
});
