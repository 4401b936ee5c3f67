import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { openPage, ready } from './open.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
}

const violationsOn = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe);
  const violations = (await page.evaluate('axe.run().then(({ violations }) => violations)')) as Violation[];
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
  );
};

describe.each(['light', 'dark'] as const)('in %s colours', (colorScheme) => {
  it('axe finds nothing to object to, on a desk or on a phone', async () => {
    const { stage, browser } = await ready();
    for (const viewport of [
      { width: 1280, height: 800 },
      { width: 390, height: 844 },
    ]) {
      const { page, close } = await openPage(browser, { colorScheme, viewport, reducedMotion: 'reduce' });
      await page.goto(`${stage.cloud.apiUrl}/console`);
      await page.getByLabel('API key').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.goto('about:blank');
      await page.goto(stage.address);
      await page.locator('.row').first().waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.getByRole('button', { name: 'Register a task' }).click();
      expect(await violationsOn(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'More' }).click();
      await page.getByRole('button', { name: 'Recover callbacks' }).waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.getByRole('button', { name: 'Recover callbacks' }).click();
      await page.getByLabel('Since').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.locator('.row', { hasText: 'completed' }).first().click();
      await page.locator('.timeline').waitFor();
      await page.getByText('The callback as it is sent').click();
      await page.getByText('webhook-id').waitFor();
      expect(await violationsOn(page)).toEqual([]);
      await close();
    }
  });

  it('everything can be reached by keyboard', async () => {
    const { stage, browser } = await ready();
    const { page, close } = await openPage(browser, { colorScheme });
    await page.goto(stage.address);
    await page.locator('.row').first().waitFor();
    await page.locator('.row').first().focus();
    await page.keyboard.press('ArrowDown');
    const focused = () => page.evaluate('document.activeElement.getAttribute("href")');
    expect(await focused()).toBe(await page.locator('.row').nth(1).getAttribute('href'));
    await page.keyboard.press('Enter');
    await page.locator('.panel').waitFor();
    const opened = await page.locator('.row').nth(1).getAttribute('href');
    await expect.poll(() => page.title()).toContain(decodeURIComponent(opened?.split('/').at(-1) ?? '?'));
    expect(await page.evaluate('document.activeElement.tagName')).toBe('H2');
    await page.keyboard.press('Escape');
    await page.locator('.panel').waitFor({ state: 'detached' });
    await expect.poll(focused).toBe(opened);
    expect(
      await page.evaluate('document.querySelectorAll("[tabindex]:not([tabindex=\\"-1\\"])").length'),
    ).toBe(0);
    await close();
  });
});
