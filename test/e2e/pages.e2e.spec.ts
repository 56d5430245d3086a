import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultsOf, openPage } from '../harness/browsing.js';
import { decisionEvent } from '../harness/machine.js';
import { completeSetup, type Person } from '../harness/person.js';
import { openStand, type Stand } from '../harness/stand.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { missing, until } from '../peers/peer.js';

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

  const signIn = (person: Person = stand.owner.person) =>
    browser.context.addCookies(
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
