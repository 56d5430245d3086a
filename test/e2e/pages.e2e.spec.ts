import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decisionEvent } from '../harness/machine.js';
import { completeSetup, type Person } from '../harness/person.js';
import { openStand, type Stand } from '../harness/stand.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { missing } from '../peers/peer.js';

const withoutBrowser = await missing(chromium);

/** Every page that a signed-in person can open; `:machine` and `:session` stand for the first of each. */
const PAGES = [
  '/',
  '/policy',
  '/policy/versions',
  '/policy/compare',
  '/policy/simulator',
  '/fleet',
  '/fleet/enrolment',
  '/fleet/:machine',
  '/audit',
  '/audit/sessions',
  '/audit/sessions/:session',
  '/members',
  '/roles',
  '/keys',
  '/jobs',
  '/settings',
  '/account',
  '/device',
];
/** And those that anybody sees. */
const OPEN_PAGES = ['/login', '/setup#nothing', '/nowhere'];
const SCHEMES = ['light', 'dark'] as const;

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

  async function faultsOn(path: string, colorScheme: 'light' | 'dark'): Promise<readonly string[]> {
    const page = await browser.context.newPage();
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const errors = watch(page);
    await page.goto(path);
    await page.waitForSelector('h1');
    // A page with a live tail is never idle; all others are looked at when they have their data.
    await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => undefined);
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    await page.close();
    return [
      ...errors,
      ...violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`),
    ];
  }

  it.each(OPEN_PAGES.flatMap((path) => SCHEMES.map((scheme) => [path, scheme] as const)))(
    '%s can be used by everybody, %s, before sign-in',
    async (path, scheme) => {
      await browser.context.clearCookies();
      expect(await faultsOn(path, scheme)).toEqual([]);
    },
  );

  it.each(PAGES.flatMap((path) => SCHEMES.map((scheme) => [path, scheme] as const)))(
    '%s can be used by everybody, %s',
    async (path, scheme) => {
      await signIn();
      expect(await faultsOn(path.replace(':machine', ids.machine).replace(':session', ids.session), scheme)).toEqual(
        [],
      );
    },
  );

  it('lets a person join a second organisation with the account that she has', async () => {
    const invite = async (email: string) =>
      (await stand.owner.person.post<{ url: string }>('/api/v1/invitations', { email, role: 'developer' })).url;
    const email = 'grace@example.com';
    const { person: grace } = await completeSetup(await invite(email), { name: 'ignored', slug: 'ignored' }, email);
    const { id } = await stand.owner.person.post<{ id: string }>('/api/v1/orgs', { name: 'Globex', slug: 'globex' });
    await stand.owner.person.post('/api/v1/me/org', { orgId: id });
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

/** What the page complains of while it is open: errors of its scripts, and refusals of the content security policy. */
function watch(page: Page): readonly string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
      errors.push(message.text());
  });
  return errors;
}
