import type { BrowserContext, Page } from 'playwright-core';
import { preview } from 'vite';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { freePort } from '../peers/peer.js';

const configFile = new URL('../../apps/console/vite.config.ts', import.meta.url).pathname;

/** The built console with its content security policy, and an API answered from memory: `full`, of a new organisation, or `failing`. */
export interface ConsoleInMemory {
  readonly browser: StartedBrowser;
  readonly answering: Readonly<Record<'full' | 'empty' | 'failing', BrowserContext>>;
  stop(): Promise<void>;
}

export async function startConsoleInMemory(): Promise<ConsoleInMemory> {
  const port = await freePort();
  const where = { port, strictPort: true, host: '127.0.0.1' };
  const server = await preview({ configFile, mode: 'memory', logLevel: 'error', preview: where });
  const url = `http://127.0.0.1:${port}`;
  const browser = await chromium.start({ baseURL: url });
  const inState = async (value: string) => {
    const context = await browser.another();
    await context.addCookies([{ name: 'memory', value, url }]);
    return context;
  };
  return {
    browser,
    answering: { full: await inState('full'), empty: await inState('empty'), failing: await inState('failing') },
    async stop() {
      await browser.stop();
      await server.close();
    },
  };
}

type Role = 'button' | 'checkbox' | 'combobox' | 'link' | 'option' | 'radio' | 'switch' | 'tab' | 'textbox';

/** A page that is used by its keyboard alone: what Tab does not reach is not there. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  /** Tabs on until the control has the focus. @throws Error when a round through the page does not lead there */
  async to(role: Role, name: string | RegExp, backwards = false): Promise<void> {
    const wanted = this.page.getByRole(role, { name, exact: typeof name === 'string' });
    // A switch is drawn beside its input, which has no size.
    await wanted.first().waitFor({ state: 'attached' });
    for (let presses = 0; presses < 150; presses += 1) {
      if (await wanted.evaluateAll((found) => found.some((each) => each === each.ownerDocument.activeElement))) return;
      await this.page.keyboard.press(backwards ? 'Shift+Tab' : 'Tab');
    }
    throw new Error(`Tab does not lead to the ${role} ${String(name)}.`);
  }

  async press(role: Role, name: string | RegExp, key = 'Enter'): Promise<void> {
    await this.to(role, name);
    await this.page.keyboard.press(key);
  }

  /** Replaces what a field holds. */
  async type(name: string | RegExp, text: string): Promise<void> {
    await this.to('textbox', name);
    await this.page.keyboard.press('Control+a');
    await this.page.keyboard.press('Delete');
    if (text !== '') await this.page.keyboard.type(text);
  }

  /** Opens a list and goes down to an entry of it. */
  async choose(name: string | RegExp, option: string | RegExp): Promise<void> {
    await this.to('combobox', name);
    await this.settled();
    const wanted = this.page.getByRole('option', { name: option });
    if (!(await wanted.first().isVisible())) await this.page.keyboard.press('Enter');
    await wanted.first().waitFor();
    await this.settled();
    for (let presses = 0; presses < 40; presses += 1) {
      if ((await wanted.first().getAttribute('data-combobox-selected')) !== null) break;
      await this.page.keyboard.press('ArrowDown');
    }
    await this.page.keyboard.press('Enter');
    await wanted.first().waitFor({ state: 'hidden' });
  }

  /** Lets the page do what it has put off: a list that opens looks a turn later which of its entries is marked, and forgets what was marked meanwhile. */
  private async settled(): Promise<void> {
    await this.page.evaluate(() => new Promise((done) => void setTimeout(() => setTimeout(done))));
  }
}
