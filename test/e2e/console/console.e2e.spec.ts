import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { build, preview, type PreviewServer } from 'vite';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromium, type StartedBrowser } from '../../peers/chromium.js';
import { freePort, missing } from '../../peers/peer.js';

const withoutBrowser = await missing(chromium);
const configFile = new URL('../../../apps/console/vite.config.ts', import.meta.url).pathname;

const PAGES = [
  '/',
  '/policy',
  '/policy/simulator',
  '/policy/versions',
  '/policy/compare?from=1&to=4',
  '/fleet',
  '/fleet/enrolment',
  '/audit',
  '/audit/sessions',
  '/members',
  '/members/teams',
  '/members/teams/0190f5fe-7c00-7a00-8000-00000000ff00',
  '/members/elevations',
  '/roles',
  '/service-accounts',
  '/keys',
  '/jobs',
  '/settings',
  '/account',
  '/setup#token',
  '/setup#invited',
  '/login',
  '/device',
  '/nowhere',
];

/** Pages without a server behind them: the built console, its content security policy, and an API answered from memory. */
describe.skipIf(withoutBrowser)('the console, answered from memory', () => {
  let outDir: string;
  let server: PreviewServer;
  let browser: StartedBrowser;
  let url: string;
  beforeAll(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'castellan-console-'));
    const common = { configFile, mode: 'memory', logLevel: 'error' as const, build: { outDir } };
    await build(common);
    const port = await freePort();
    server = await preview({ ...common, preview: { port, strictPort: true, host: '127.0.0.1' } });
    url = `http://127.0.0.1:${port}`;
    browser = await chromium.start({ baseURL: url });
  });
  afterAll(async () => {
    await browser.stop();
    await server.close();
    await rm(outDir, { recursive: true, force: true });
  });

  const answering = (state: 'full' | 'empty' | 'failing') =>
    browser.context.addCookies([{ name: 'memory', value: state, url }]);

  async function open(
    path: string,
    colorScheme: 'light' | 'dark' = 'light',
  ): Promise<{ page: Page; errors: string[] }> {
    const page = await browser.context.newPage();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
        errors.push(message.text());
    });
    await page.goto(path, { waitUntil: 'networkidle' });
    await page.waitForSelector('h1');
    return { page, errors };
  }

  async function faultsOf(page: Page): Promise<readonly string[]> {
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  }

  const cases = (['light', 'dark'] as const).flatMap((scheme) => PAGES.map((path) => [path, scheme] as const));
  it.each(cases)('%s can be used by everybody, %s', async (path, scheme) => {
    await answering('full');
    const { page, errors } = await open(path, scheme);
    expect([...errors, ...(await faultsOf(page))]).toEqual([]);
    await page.close();
  });

  it.each(['/', '/policy', '/fleet', '/audit', '/audit/sessions', '/jobs', '/keys', '/service-accounts'])(
    '%s teaches what to do in a new organisation',
    async (path) => {
      await answering('empty');
      const { page, errors } = await open(path);
      expect([...errors, ...(await faultsOf(page))]).toEqual([]);
      await page.close();
    },
  );

  it('says why a page is empty-handed, with the request to name, where the server fails', async () => {
    await answering('failing');
    const { page } = await open('/members');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/database does not answer.*Request 019ab3f2/s);
    await page.close();
  });

  it('proves an event of the ledger in the browser', async () => {
    await answering('full');
    const { page } = await open('/audit?effect=reject');
    await page.locator('[role="row"] button').first().click();
    await page.getByText('Verified in this browser').waitFor();
    await page.close();
  });

  it('decides in the simulator as a machine would', async () => {
    await answering('full');
    const { page } = await open('/policy/simulator');
    await page.getByLabel('Command').fill('cat ~/.ssh/id_ed25519');
    await page.getByText('Rejected', { exact: true }).waitFor();
    await page.close();
  });

  it('opens its palette by keyboard and goes where it is told', async () => {
    await answering('full');
    const { page } = await open('/');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search or jump to').fill('keys');
    await page.getByText('Keys', { exact: true }).last().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/keys');
    await page.close();
  });
});
