import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium as playwright } from 'playwright-core';
import { answers, aptInstall, type Peer } from './peer.js';

const EXECUTABLE = '/usr/bin/chromium';
/** A browser that talks to the page under test, and to nobody else. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export interface StartedBrowser {
  readonly context: BrowserContext;
  stop(): Promise<void>;
}

/** Chromium, from Debian, driven by playwright-core. */
export const chromium: Peer & { start(options?: { baseURL?: string }): Promise<StartedBrowser> } = {
  name: 'chromium',
  available: () => answers(EXECUTABLE, '--version'),
  get: () => aptInstall('chromium'),
  async start(options = {}) {
    const profile = await mkdtemp(join(tmpdir(), 'castellan-browser-'));
    const context = await playwright.launchPersistentContext(profile, {
      executablePath: EXECUTABLE,
      headless: true,
      args: QUIET,
      viewport: { width: 1280, height: 900 },
      ...options,
    });
    return {
      context,
      async stop() {
        await context.close();
        await rm(profile, { recursive: true, force: true });
      },
    };
  },
};
