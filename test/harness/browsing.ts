import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';

/** Less than half as long as the source that the module carries: every page reads all of it. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** What WCAG 2.2 AA asks, and the good habits beside it. */
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Rules whose answer depends on colours; all others answer alike in both colour schemes. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** A page that is open, and what it has complained of since: errors of its scripts, refusals of the content security policy. */
export interface OpenedPage {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** Opens `path` in light colours and waits until it has all its data. */
export async function openPage(context: BrowserContext, path: string): Promise<OpenedPage> {
  const page = await context.newPage();
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
      complaints.push(message.text());
  });
  const settled = untilSettled(page);
  await page.goto(path, { waitUntil: 'commit' });
  await settled();
  return { page, complaints };
}

/**
 * What is wrong with an opened page, in light colours and in dark ones. The scheme is switched in place, as a person switches it, and
 * axe runs in the page itself: its wrapper for Playwright runs it in a second page too, which costs ten times as much.
 */
export async function faultsOf({ page, complaints }: OpenedPage): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const light = await violations(page, { type: 'tag', values: RULES });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForSelector('html[data-mantine-color-scheme="dark"]');
  await page.evaluate(FRAMES);
  const dark = await violations(page, { type: 'rule', values: COLOUR_RULES });
  return [...complaints, ...light, ...dark.map((fault) => `dark: ${fault}`)];
}

async function violations(page: Page, runOnly: axe.RunOnly): Promise<readonly string[]> {
  const found = await page.evaluate(
    (options) => (globalThis as unknown as { axe: typeof axe }).axe.run(options).then(({ violations }) => violations),
    { runOnly, resultTypes: ['violations' as const], preload: false },
  );
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(toldOf).join('; ')}`);
}

const toldOf = ({ target, any }: axe.NodeResult): string => `${target.join(' ')} (${any[0]?.message ?? 'see axe'})`;

/**
 * Two frames, with a task after each: what React had to draw is drawn, and what that asked for is asked. Colours change at once, since
 * every page is opened as somebody sees it who wants no motion (app/base.css).
 */
const FRAMES = `new Promise((done) => {
  const frame = (left) => requestAnimationFrame(() => setTimeout(() => (left > 0 ? frame(left - 1) : done())));
  frame(1);
})`;
/** What stands in for things that are still loading (ui/states.tsx). */
const PLACEHOLDERS = '[role="status"][aria-label^="Loading"]';

/** Watches the requests of `page` from now on; the answer waits until none is open (a live tail aside) and all is drawn. */
function untilSettled(page: Page): () => Promise<void> {
  const open = new Set<unknown>();
  page.on('request', (request) => request.resourceType() !== 'eventsource' && open.add(request));
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return async () => {
    for (;;) {
      await page.waitForSelector('h1');
      await page.locator(PLACEHOLDERS).first().waitFor({ state: 'hidden' });
      await page.evaluate(FRAMES);
      if (open.size === 0 && (await page.locator(PLACEHOLDERS).count()) === 0) return;
    }
  };
}
