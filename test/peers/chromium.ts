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
  /** A context of its own, with its own cookies, in the same browser. */
  another(): Promise<BrowserContext>;
  stop(): Promise<void>;
}

/** Chromium, from Debian, driven by playwright-core. */
export const chromium: Peer & { start(options?: { baseURL?: string }): Promise<StartedBrowser> } = {
  name: 'chromium',
  available: () => answers(EXECUTABLE, '--version'),
  get: () => aptInstall('chromium'),
  async start(options = {}) {
    const browser = await playwright.launch({ executablePath: EXECUTABLE, headless: true, args: QUIET });
    const another = () => browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    return { context: await another(), another, stop: () => browser.close() };
  },
};
