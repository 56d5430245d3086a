import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { leafHash, verifyInclusion } from '#engines/ledger';
import { faultsOf, openPage } from '../harness/browsing.js';
import { decisionEvent } from '../harness/machine.js';
import { completeSetup, type Person } from '../harness/person.js';
import { openStand, type Stand } from '../harness/stand.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { missing, until } from '../peers/peer.js';

interface Evidence {
  readonly items: readonly { what: string; decision: string; entryId: string; ledgerIndex: number }[];
  readonly checkpoint: { readonly note: string };
}

const withoutBrowser = await missing(chromium);

/** Every page that a signed-in person can open; `:machine` and `:session` stand for the first of each. */
const PAGES = [
  '/',
  '/policy',
  '/policy/drafts',
  '/policy/shadow',
  '/policy/versions',
  '/policy/compare',
  '/policy/simulator',
  '/policy/replay',
  '/fleet',
  '/fleet/enrolment',
  '/fleet/:machine',
  '/audit',
  '/audit/sessions',
  '/audit/sessions/:session',
  '/members',
  '/single-sign-on',
  '/single-sign-on/new?with=okta&over=saml&name=Okta',
  '/single-sign-on/domains',
  '/single-sign-on/policy',
  '/single-sign-on/links',
  '/directories',
  '/roles',
  '/keys',
  '/jobs',
  '/settings',
  '/account',
  '/device',
];
/** And those that anybody sees. */
const OPEN_PAGES = ['/login', '/setup#nothing', '/nowhere'];

/**
 * What only the running product proves: its content security policy, its answers, and that a page has no refusal to show. That each page
 * can be used by everybody is asked of the console alone (console.e2e.spec.ts), where a page costs a tenth.
 */
describe.skipIf(withoutBrowser)('the console in a real browser', () => {
  let stand: Stand;
  let browser: StartedBrowser;
  let ids = { machine: '', session: '' };
  beforeAll(async () => {
    stand = await openStand();
    const machine = await stand.enrol();
    await stand.publish('version: 1\nname: Pages\n');
    await machine.send([decisionEvent(), decisionEvent({ command: 'ls' })]);
    const first = async (list: string): Promise<string> =>
      (await stand.owner.person.get<{ items: { id: string }[] }>(`/api/v1/${list}`)).items[0]?.id ?? '';
    ids = { machine: await first('machines'), session: await first('audit/sessions') };
    browser = await chromium.start({ baseURL: stand.product.url });
  });
  afterAll(async () => {
    await browser.stop();
    await stand.product.remove();
  });

  const signIn = (person: Person = stand.owner.person, context: BrowserContext = browser.context) =>
    context.addCookies(
      person.cookie.split('; ').map((pair) => {
        const [name = '', value = ''] = pair.split('=');
        return { name, value, url: stand.product.url };
      }),
    );

  async function refusalsOn(paths: readonly string[]): Promise<string[]> {
    const refusals: string[] = [];
    for (const path of paths) {
      const { page, complaints } = await openPage(browser.context, path);
      const alerts = await page.getByRole('alert').allTextContents();
      refusals.push(...[...complaints, ...alerts].map((text) => `${path}: ${text}`));
      await page.close();
    }
    return refusals;
  }

  it.each(OPEN_PAGES)('%s can be used by everybody before sign-in', async (path) => {
    await browser.context.clearCookies();
    const opened = await openPage(browser.context, path);
    expect(await faultsOf(opened)).toEqual([]);
    await opened.page.close();
  });

  it('shows every page with what the product answers, and nothing that was refused', async () => {
    await signIn();
    const paths = PAGES.map((path) => path.replace(':machine', ids.machine).replace(':session', ids.session));
    const found = await Promise.all(inTwo(paths).map((half) => refusalsOn(half)));
    expect(found.flat()).toEqual([]);
  });

  const join = async (email: string, role: string): Promise<Person> => {
    const { url } = await stand.owner.person.post<{ url: string }>('/api/v1/invitations', { email, role });
    return (await completeSetup(url, { name: 'ignored', slug: 'ignored' }, email)).person;
  };
  const press = (page: Page, name: string | RegExp, role: 'button' | 'link' = 'button') =>
    page.getByRole(role, { name, exact: typeof name === 'string' }).press('Enter');

  it('lets a reviewer decide by keyboard, and keep evidence that the ledger bears out', async () => {
    const { person } = stand.owner;
    await Promise.all([join('rea@example.com', 'auditor'), join('dev@example.com', 'developer')]);
    const { person: me } = await person.get<{ person: { id: string } }>('/api/v1/me');
    const order = { kinds: ['grant'], roles: ['auditor', 'developer'], reviewers: [me.id], dueInDays: 7 };
    const { id } = await person.post<{ id: string }>('/api/v1/reviews', { name: 'Q4', ...order, outcome: 'keep' });
    await signIn();
    const opened = await openPage(browser.context, '/reviews');
    const { page } = opened;
    const desk = page.getByText(/^Does .* still need the role/);
    const first = await desk.innerText();
    await press(page, first.includes('Auditor') ? /^Revoke/ : /^Keep/);
    await page.getByText(first).waitFor({ state: 'detached' });
    // The question that was answered is gone, and its button with it: the next has the focus, not the top of the page.
    expect(await page.locator(':focus').innerText()).toMatch(/still need the role/);
    await page.keyboard.press((await desk.innerText()).includes('Auditor') ? 'x' : 'y');
    await page.getByText('Nothing waits for you').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.goto(`/reviews/${id}`);
    const download = page.waitForEvent('download');
    await press(page, 'Evidence as JSON');
    const evidence = JSON.parse(await readFile(await (await download).path(), 'utf8')) as Evidence;
    await page.close();
    expect(evidence.items.map(({ what, decision }) => [what, decision]).sort()).toEqual([
      ['auditor', 'revoke'],
      ['developer', 'keep'],
    ]);
    const [, size, root = ''] = evidence.checkpoint.note.split('\n');
    for (const { entryId, ledgerIndex: index } of evidence.items) {
      const { leaf } = await person.get<{ leaf: string }>(`/api/v1/audit/events/${entryId}`);
      const proof = await person.get<{ hashes: string[] }>(`/api/v1/audit/proof/inclusion?index=${index}&size=${size}`);
      const path = proof.hashes.map((hash) => Buffer.from(hash, 'base64'));
      const tree = { size: Number(size), root: Buffer.from(root, 'base64') };
      expect(verifyInclusion(path, { hash: leafHash(Buffer.from(leaf)), index }, tree)).toBe(true);
    }
  });

  it('lets a trust rule be made, tried, changed and removed by keyboard, and no condition be lost on the way', async () => {
    await stand.owner.person.post('/api/v1/service-accounts', { name: 'Deployer', roles: ['auditor'] });
    await signIn();
    const opened = await openPage(browser.context, '/service-accounts/trust');
    const { page } = opened;
    await press(page, 'New trust rule');
    await page.getByLabel('Name').fill('Deploy');
    await page.getByLabel('Acts as').first().press('Enter');
    await page.getByRole('option', { name: 'Deployer' }).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await press(page, 'Create');
    await page.getByText('Give a value, or take the condition out.').waitFor();
    expect(await faultsOf(opened)).toEqual([]);
    await page.getByLabel('Values of claim 1').first().fill('acme/app');
    await page.keyboard.press('Enter');
    await press(page, 'Create');
    await press(page, 'Try a token with Deploy');
    const now = Math.floor(Date.now() / 1_000);
    const times = { iat: now - 5, exp: now + 300 };
    const claims = { iss: 'https://token.actions.githubusercontent.com', aud: stand.product.url, sub: 'x', ...times };
    const said = { ...claims, repository: 'acme/app', ref: 'refs/heads/main' };
    await page.getByLabel('Token, or its claims as JSON').fill(JSON.stringify(said));
    await page.getByText('It would be let in, if the issuer signed it.').waitFor();
    await page.getByLabel('Token, or its claims as JSON').fill(JSON.stringify({ ...said, ref: 'refs/heads/evil' }));
    await page.getByText(/^It would be refused: 1 of/).waitFor();
    await page.keyboard.press('Escape');
    await press(page, 'Change Deploy');
    await page.getByLabel('Minutes').fill('5');
    await press(page, 'Save');
    await page.getByText('Gives all that the account may do for 5 minutes').waitFor();
    await press(page, 'Delete Deploy');
    await press(page, 'Delete');
    await page.getByText('No trust rule', { exact: true }).waitFor();
    await page.close();
  });

  it('changes a service account’s key for another while the old one is still good', async () => {
    const { person } = stand.owner;
    const { id } = await person.post<{ id: string }>('/api/v1/service-accounts', { name: 'SIEM', roles: ['auditor'] });
    const old = await person.post<{ token: string }>(`/api/v1/service-accounts/${id}/keys`, { name: 'main' });
    await signIn();
    const { page } = await openPage(browser.context, '/service-accounts');
    await press(page, /^Rotate main/);
    await press(page, 'Rotate');
    const token = await page.locator('code[aria-label="Token"]').innerText();
    await press(page, 'I have kept it');
    await page.close();
    for (const authorization of [`Bearer ${old.token}`, `Bearer ${token}`])
      expect((await fetch(`${stand.product.url}/api/v1/org`, { headers: { authorization } })).status).toBe(200);
  });

  it('lets a developer ask for a role for a while, and shows her that she has it once it is approved', async () => {
    const asking = await browser.another();
    await signIn(await join('eve@example.com', 'developer'), asking);
    const { page } = await openPage(asking, '/account');
    await press(page, 'Ask for a role');
    await page.getByLabel('Role').first().press('Enter');
    await page.getByRole('option', { name: 'Auditor' }).click();
    await page.getByLabel('Reason').fill('Incident 7');
    await press(page, 'Ask');
    await page.getByText('Somebody else has to approve it.').waitFor();
    await signIn();
    const { page: deciding } = await openPage(browser.context, '/members/elevations');
    await press(deciding, 'Decide on the request of eve@example.com for Auditor');
    await press(deciding, 'Approve');
    await deciding.getByText('Has the role', { exact: true }).waitFor();
    await deciding.close();
    await page.reload();
    await page.getByText('You have the role “Auditor” until').waitFor();
    await asking.close();
  });

  it('lets a person join a second organisation with the account that she has', async () => {
    const invite = async (email: string) =>
      (await stand.owner.person.post<{ url: string }>('/api/v1/invitations', { email, role: 'developer' })).url;
    const email = 'grace@example.com';
    const { person: grace } = await completeSetup(await invite(email), { name: 'ignored', slug: 'ignored' }, email);
    const { id } = await stand.owner.person.post<{ id: string }>('/api/v1/orgs', { name: 'Globex', slug: 'globex' });
    await stand.owner.person.post('/api/v1/me/org', { orgId: id });
    await until(async () => expect(await stand.owner.person.get('/api/v1/me')).toMatchObject({ org: { id } }));
    const link = await invite(email);

    await browser.context.clearCookies();
    const page = await browser.context.newPage();
    await page.goto(link);
    await page.getByRole('button', { name: 'I have an account here' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signIn(grace);
    await page.goto('/setup');
    await page.getByRole('button', { name: 'Join Globex' }).click();
    await page.getByRole('heading', { name: 'Overview' }).waitFor();
    await page.close();
    expect(await grace.get('/api/v1/me')).toMatchObject({ org: { slug: 'globex' } });
  });
});

/** The even places and the odd ones: two pages are opened at a time. */
const inTwo = (paths: readonly string[]): readonly (readonly string[])[] =>
  [0, 1].map((rest) => paths.filter((_, place) => place % 2 === rest));
