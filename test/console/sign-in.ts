import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { chooseFromMenu, openPage, ready } from './open.ts';

const live = (page: Page): Promise<void> =>
  page.getByRole('status').getByText('Live', { exact: true }).waitFor();

describe('the key', () => {
  it('is asked for if the address has none, and a wrong one is refused in the words of the API', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    await page.goto(`${stage.cloud.apiUrl}/console`);
    await page.getByLabel('API key').fill('wrong');
    await page.getByRole('button', { name: 'Open the console' }).click();
    await page.getByText('The key was refused').waitFor();
    await page.getByText('HTTP 403 · urn:seedance-relay:problem:forbidden').waitFor();
    await page.getByRole('button', { name: 'Try another key' }).click();
    await page.getByLabel('API key').fill(stage.cloud.apiKey);
    await page.getByRole('button', { name: 'Open the console' }).click();
    await live(page);
    await close();
  });

  it('is taken from an address that is opened where the page is open already', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    await page.goto(`${stage.cloud.apiUrl}/console#key=outdated`);
    await page.getByText('The key was refused').waitFor();
    await page.goto(stage.address);
    await live(page);
    expect(page.url()).not.toContain(stage.cloud.apiKey);
    await close();
  });

  it('stays in memory, and in the tab only if that is wanted', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser);
    const kept = () =>
      page.evaluate('JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])');
    await page.goto(stage.address);
    await live(page);
    expect(await kept()).not.toContain(stage.cloud.apiKey);
    await page.reload();
    await page.getByLabel('API key').fill(stage.cloud.apiKey);
    await page.getByLabel('Keep it until this tab is closed').check();
    await page.getByRole('button', { name: 'Open the console' }).click();
    await live(page);
    expect(await kept()).toContain(stage.cloud.apiKey);
    await page.reload();
    await live(page);
    await chooseFromMenu(page, 'Sign out');
    await page.getByLabel('API key').waitFor();
    expect(await kept()).not.toContain(stage.cloud.apiKey);
    await close();
  });
});
