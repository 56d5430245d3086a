import type { BrowserContext } from 'playwright-core';
import { preview, type PreviewServer } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { machines, sessions } from '../../../apps/console/dev/fixtures.js';
import { faultsOf, openPage } from '../../harness/browsing.js';
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
  `/fleet/${machines[0]?.id}`,
  '/audit',
  '/audit/sessions',
  `/audit/sessions/${sessions[0]?.id}`,
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

const FOR_NEWCOMERS = ['/', '/policy', '/fleet', '/audit', '/audit/sessions', '/jobs', '/keys', '/service-accounts'];

/** Pages without a server behind them: the built console, its content security policy, and an API answered from memory. */
describe.skipIf(withoutBrowser).concurrent('the console, answered from memory', () => {
  let server: PreviewServer;
  let browser: StartedBrowser;
  let answering: Readonly<Record<'full' | 'empty' | 'failing', BrowserContext>>;
  beforeAll(async () => {
    const port = await freePort();
    const where = { port, strictPort: true, host: '127.0.0.1' };
    server = await preview({ configFile, mode: 'memory', logLevel: 'error', preview: where });
    const url = `http://127.0.0.1:${port}`;
    browser = await chromium.start({ baseURL: url });
    const inState = async (value: string) => {
      const context = await browser.another();
      await context.addCookies([{ name: 'memory', value, url }]);
      return context;
    };
    answering = { full: await inState('full'), empty: await inState('empty'), failing: await inState('failing') };
  });
  afterAll(async () => {
    await browser.stop();
    await server.close();
  });

  it.each(PAGES)('%s can be used by everybody, in light and in dark', async (path) => {
    const opened = await openPage(answering.full, path);
    expect(await faultsOf(opened)).toEqual([]);
    await opened.page.close();
  });

  it.each(FOR_NEWCOMERS)('%s teaches what to do in a new organisation', async (path) => {
    const opened = await openPage(answering.empty, path);
    expect(await faultsOf(opened)).toEqual([]);
    await opened.page.close();
  });

  it('says why a page is empty-handed, with the request to name, where the server fails', async () => {
    const { page } = await openPage(answering.failing, '/members');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/database does not answer.*Request 019ab3f2/s);
    await page.close();
  });

  it('proves an event of the ledger in the browser', async () => {
    const { page } = await openPage(answering.full, '/audit?effect=reject');
    await page.locator('[role="row"] button').first().click();
    await page.getByText('Verified in this browser').waitFor();
    await page.close();
  });

  it('decides in the simulator as a machine would', async () => {
    const { page } = await openPage(answering.full, '/policy/simulator');
    await page.getByLabel('Command').fill('cat ~/.ssh/id_ed25519');
    await page.getByText('Rejected', { exact: true }).waitFor();
    await page.close();
  });

  it('opens its palette by keyboard and goes where it is told', async () => {
    const { page } = await openPage(answering.full, '/');
    await page.keyboard.press('Control+k');
    await page.getByPlaceholder('Search or jump to').fill('keys');
    await page.getByText('Keys', { exact: true }).last().waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/keys');
    await page.close();
  });
});
