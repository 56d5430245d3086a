import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../libs/features/federation/src/connections/connection.js';
import { Browser, openSamlStand, type SamlStand } from '../harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { type LemonLdap, lemonLdap } from '../peers/lemonldap.js';
import { missing } from '../peers/peer.js';

const without = (await missing(chromium)) || (await missing(lemonLdap));

describe.skipIf(without)('LemonLDAP::NG and a person in a browser', () => {
  let database: TestDatabase;
  let stand: SamlStand;
  let provider: LemonLdap;
  let browser: StartedBrowser;
  let page: Page;
  let connection: Connection;
  beforeAll(async () => {
    [database, provider, browser] = await Promise.all([openTestDatabase(), lemonLdap.start(), chromium.start()]);
    stand = await openSamlStand(database);
    ({ connection } = await stand.connect({
      metadata: await provider.metadata(),
      encryption: 'required',
      cbcAllowed: true,
      idpInitiated: true,
    }));
    const { body } = await new Browser(stand.product.url).ask(`/sso/saml/${connection.id}/metadata`);
    await provider.trust([{ metadata: body, isEncrypted: true }]);
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser.stop();
    await provider.stop();
    await stand.close();
    await database.close();
  });

  const login = (): string => `${stand.product.url}/sso/saml/${connection.id}/login`;
  const logIn = async (): Promise<void> => {
    if ((await page.locator('input[name=user]').count()) === 0) throw new Error(await page.innerText('body'));
    await page.fill('input[name=user]', 'dwho');
    await page.fill('input[name=password]', 'dwho');
    await page.press('input[name=password]', 'Enter');
  };
  const arrive = (): Promise<void> => page.waitForURL(`${stand.product.url}/`);
  const who = async (): Promise<string | null> => {
    const answer = await page.request.get(`${stand.product.url}/api/v1/me`);
    return answer.ok() ? ((await answer.json()) as { person: { email: string } }).person.email : null;
  };

  it('sign her in by what our metadata says, and out at both sides when she leaves here', async () => {
    await page.goto(login());
    await logIn();
    await arrive();
    expect(await who()).toBe('dwho@badwolf.org');
    const me = await page.request.get(`${stand.product.url}/api/v1/me`);
    const { csrfToken } = (await me.json()) as { csrfToken: string };
    const headers = { 'x-csrf-token': csrfToken, origin: stand.product.url };
    const left = await page.request.post(`${stand.product.url}/api/v1/session/single-logout`, { headers });
    await page.goto(((await left.json()) as { redirectTo: string }).redirectTo);
    await page.waitForURL(`${stand.product.url}/login?signed-out`);
    await page.goto(login());
    await page.waitForSelector('input[name=password]');
  });

  it('sign her in from the provider’s own page', async () => {
    await page.goto(provider.beginAt(`${stand.product.url}/sso/saml/${connection.id}/metadata`));
    await logIn();
    await arrive();
    expect(await who()).toBe('dwho@badwolf.org');
    expect(await stand.refusals()).toEqual([]);
  });
});
