import { existsSync } from 'node:fs';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as driver } from 'playwright-core';

/** A Chrome that is installed plays the same; the package needs nothing but `npm ci`. */
const installed = ['/usr/bin/google-chrome', '/usr/bin/chromium'];

/** Nothing that weakens what the page is protected by, as some of the package's own flags do. */
const flags = ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-zygote', '--mute-audio'];

/** A browser without a window, which plays H.264. It takes some seconds to start. */
export const startBrowser = async (): Promise<Browser> => {
  const own = installed.find((path) => existsSync(path));
  const executablePath = own ?? (await chromium.executablePath());
  return driver.launch({ executablePath, args: flags, headless: true, chromiumSandbox: false });
};
