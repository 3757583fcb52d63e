import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const PATH = process.env['CHROMIUM'] ?? '/usr/bin/chromium';
const isRequired = process.env['BROWSER_TESTS'] === 'required';

/** Why browser tests cannot run here; undefined where they can, or must by BROWSER_TESTS=required. */
export const browserMissing =
  existsSync(PATH) || isRequired
    ? undefined
    : `needs Chromium: there is none at ${PATH}, CHROMIUM names another`;

/** Starts a Chromium that asks nothing of any server but the one under test. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: PATH,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
