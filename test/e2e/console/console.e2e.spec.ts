import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DRAFT_ID } from '../../../apps/console/dev/drafts.js';
import { connections } from '../../../apps/console/dev/federation-fixtures.js';
import { machines, sessions } from '../../../apps/console/dev/fixtures.js';
import { faultsOf, openPage } from '../../harness/browsing.js';
import { type ConsoleInMemory, startConsoleInMemory } from '../../harness/console-in-memory.js';
import { chromium } from '../../peers/chromium.js';
import { missing } from '../../peers/peer.js';

const withoutBrowser = await missing(chromium);

const PAGES = [
  '/',
  '/policy',
  '/policy/for/team/0190f5fe-7c00-7a00-8000-00000000ff00',
  '/policy/applied',
  '/policy/waivers',
  '/policy/simulator',
  '/policy/replay',
  '/policy/drafts',
  `/policy/drafts/${DRAFT_ID}?rule=no-browser-tools`,
  '/policy/shadow',
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
  '/single-sign-on',
  '/single-sign-on/new',
  '/single-sign-on/new?with=entra&over=saml&name=Entra',
  '/single-sign-on/new?with=google&over=oidc&name=Google',
  '/single-sign-on/new?with=okta&over=oidc&name=Okta',
  '/single-sign-on/new?with=ping&over=saml&name=Ping',
  '/single-sign-on/new?with=keycloak&over=oidc&name=Keycloak',
  '/single-sign-on/new?with=saml&over=saml&name=Other',
  '/single-sign-on/new?with=oidc&over=oidc&name=Other',
  `/single-sign-on/${connections[0]?.id}`,
  '/single-sign-on/domains',
  '/single-sign-on/policy',
  '/single-sign-on/links',
  '/directories',
  '/directories/0190f5fe-7c00-7a00-8000-0000000d1000',
  '/directories/0190f5fe-7c00-7a00-8000-0000000d1000/groups',
  '/directories/0190f5fe-7c00-7a00-8000-0000000d1000/log',
  '/members/sessions',
  '/members/groups',
  '/members/groups/0190f5fe-7c00-7a00-8000-00000000ff00',
  '/projects',
  '/reviews',
  '/reviews/all',
  '/reviews/0190f5fe-7c00-7a00-8000-00000000ff00',
  '/roles',
  '/service-accounts',
  '/service-accounts/trust',
  '/keys',
  '/jobs',
  '/settings',
  '/account',
  '/setup#token',
  '/setup#invited',
  '/connection-setup#token',
  '/connection-test#test',
  '/proved',
  '/proved?refused=proof_stale',
  '/login',
  '/login?refused=no_account',
  '/device',
  '/nowhere',
];

const FOR_NEWCOMERS = [
  '/policy/waivers',
  '/policy/applied',
  '/',
  '/policy',
  '/policy/drafts',
  '/policy/shadow',
  '/fleet',
  '/audit',
  '/audit/sessions',
  '/jobs',
  '/keys',
  '/service-accounts',
  '/single-sign-on',
  '/single-sign-on/domains',
  '/single-sign-on/policy',
  '/single-sign-on/links',
  '/directories',
  '/service-accounts/trust',
  '/projects',
  '/reviews/all',
  '/members/groups',
];

/** Pages without a server behind them: the built console, its content security policy, and an API answered from memory. */
describe.skipIf(withoutBrowser).concurrent('the console, answered from memory', () => {
  let memory: ConsoleInMemory;
  let answering: ConsoleInMemory['answering'];
  beforeAll(async () => {
    memory = await startConsoleInMemory();
    ({ answering } = memory);
  });
  afterAll(() => memory.stop());

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

  it('is as wide as a telephone on every page, and lets what is wider scroll within it', async () => {
    const { page } = await openPage(answering.full, '/');
    await page.setViewportSize({ width: 390, height: 844 });
    const wider: string[] = [];
    for (const path of PAGES) {
      await page.goto(path);
      await page.waitForSelector('h1');
      await page.locator('[role="status"][aria-label^="Loading"]').first().waitFor({ state: 'hidden' });
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      if (width > 390) wider.push(`${path}: ${width}`);
    }
    expect(wider).toEqual([]);
    await page.close();
  });

  it('says why a page is empty-handed, with the request to name, where the server fails', async () => {
    const { page } = await openPage(answering.failing, '/members');
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/database does not answer.*Request 019ab3f2/s);
    await page.close();
  });

  it('looks on by itself where a page of the ledger holds nothing that fits and is not the last', async () => {
    const { page } = await openPage(answering.full, '/');
    const asked: (string | null)[] = [];
    await page.route('**/api/v1/audit/events?*', async (route) => {
      const cursor = new URL(route.request().url()).searchParams.get('cursor');
      asked.push(cursor);
      const [empty, nextCursor] = [asked.length < 3, asked.length < 3 ? `place-${asked.length}` : null];
      if (empty) await route.fulfill({ json: { items: [], nextCursor } });
      else
        await route.continue({
          url: route
            .request()
            .url()
            .replace(/&?cursor=[^&]*/u, ''),
        });
    });
    await page.goto('/audit?effect=reject');
    await page.getByRole('table', { name: 'Events, newest first' }).getByRole('row').nth(1).waitFor();
    expect(asked).toEqual([null, 'place-1', 'place-2']);
    expect(await page.getByText('Nothing matches').count()).toBe(0);
    await page.close();
  });

  it('says that nothing is where an address names a thing by what is no id', async () => {
    for (const path of ['/fleet/laptop', '/single-sign-on/okta', '/members/groups/1']) {
      const opened = await openPage(answering.full, path);
      await opened.page.getByText('This page does not exist').waitFor();
      expect(opened.complaints).toEqual([]);
      await opened.page.close();
    }
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

  it('replays recorded calls against the policy, and shows which are answered otherwise', async () => {
    const { page } = await openPage(answering.full, '/policy/replay');
    await page.getByRole('button', { name: 'Replay' }).click();
    await page.getByText('answered otherwise').waitFor();
    await page.getByText('Data leaves by the artefact store only.').first().waitFor();
    await page.close();
  });

  it('lets a colleague read a draft, approve it and publish it, by keyboard alone', async () => {
    const { page } = await openPage(answering.full, `/policy/drafts/${DRAFT_ID}`);
    await page.getByRole('button', { name: 'Approve' }).press('Enter');
    await page.getByText('Approved by Ada Okafor').waitFor();
    await page.getByRole('button', { name: 'Publish', exact: true }).press('Enter');
    await page.getByLabel('Reason').fill('It hits nine people, who know.');
    await page.getByRole('button', { name: 'Publish to all machines' }).press('Enter');
    await page.waitForURL('**/policy/versions');
    await page.close();
  });

  it('shows whom a draft in shadow would hit, and leads from a rule to its place in the draft', async () => {
    const { page } = await openPage(answering.full, '/policy/shadow');
    await page.getByText('41 of 48 machines have reported.').waitFor();
    await page.getByRole('link', { name: 'no-browser-tools' }).press('Enter');
    await page.waitForURL(`**/policy/drafts/${DRAFT_ID}?rule=no-browser-tools`);
    await page.locator('.cm-activeLine', { hasText: 'no-browser-tools' }).waitFor();
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

  it('connects an identity provider by keyboard alone, and goes live only after a test has passed', async () => {
    const { page } = await openPage(answering.full, '/single-sign-on/new');
    const focusOn = async (name: string | RegExp, role: 'button' | 'radio' | 'textbox' | 'tab' = 'button') => {
      const wanted = page.getByRole(role, { name });
      for (let presses = 0; presses < 60; presses += 1) {
        if (await wanted.evaluateAll((found) => found.some((each) => each === each.ownerDocument.activeElement)))
          return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`Tab does not lead to ${String(name)}.`);
    };
    await focusOn('Okta', 'radio');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await focusOn('Go on');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'In Microsoft Entra ID' }).waitFor();
    // Each step begins at its heading, so that what stands before a button is heard before it.
    expect(await focusedText(page)).toBe('In Microsoft Entra ID');
    await focusOn('Copy reply url (assertion consumer service url)');
    await focusOn('I have done that');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'What Castellan needs to know' }).waitFor();
    await focusOn('Save and go on');
    await page.keyboard.press('Enter');
    await page.getByText('Paste the whole address, from https:// on.').waitFor();
    await page.getByLabel('Metadata address').focus();
    await page.keyboard.type('https://idp.example.com/metadata');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Test it' }).waitFor();
    expect(await page.getByRole('button', { name: 'Go on' }).isDisabled()).toBe(true);
    await focusOn('Test the connection');
    const second = page.waitForEvent('popup');
    await page.keyboard.press('Enter');
    await (await second).getByRole('heading', { name: 'Go back to the first tab' }).waitFor();
    await page.getByText('The test passed', { exact: true }).waitFor();
    await focusOn('Go on');
    await page.keyboard.press('Enter');
    await focusOn('Go live');
    await page.keyboard.press('Enter');
    await page.getByText('It is live').waitFor();
    await (await second).close();
    await page.close();
  });

  it('asks for the address first, and leads those who have an identity provider there', async () => {
    const { page } = await openPage(answering.full, '/login');
    await page.keyboard.type('ada@acme.example');
    await page.keyboard.press('Enter');
    const link = page.getByRole('link', { name: 'Continue with Okta' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toMatch(/^\/sso\/saml\/[0-9a-f-]+\/login$/);
    await page.getByRole('button', { name: 'Not you?' }).click();
    await page.getByLabel('E-mail').fill('linus@elsewhere.example');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Password' }).waitFor();
    await page.close();
  });
});

/** What the element says that has the focus. */
const focusedText = (page: Page): Promise<string | null> => page.locator(':focus').textContent();
