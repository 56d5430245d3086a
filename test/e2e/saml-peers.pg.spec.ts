import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Connection, JsonObject } from '../../libs/features/federation/src/connections/connection.js';
import { Browser, openSamlStand, type SamlStand } from '../harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';
import { chromium, type StartedBrowser } from '../peers/chromium.js';
import { missing } from '../peers/peer.js';
import { type KnownService, type PersonThere, type SimpleSaml, simpleSaml } from '../peers/simplesamlphp.js';

const without = (await missing(chromium)) || (await missing(simpleSaml));

describe.skipIf(without)('SimpleSAMLphp and a person in a browser', () => {
  let database: TestDatabase;
  let stand: SamlStand;
  let provider: SimpleSaml;
  let browser: StartedBrowser;
  let page: Page;
  const services = new Map<string, KnownService>();
  beforeAll(async () => {
    [database, provider, browser] = await Promise.all([openTestDatabase(), simpleSaml.start(), chromium.start()]);
    stand = await openSamlStand(database);
    page = await browser.context.newPage();
  });
  afterAll(async () => {
    await browser.stop();
    await provider.stop();
    await stand.close();
    await database.close();
  });

  /** A connection with the provider, each of which knows the other by its metadata. */
  const connect = async (settings: JsonObject = {}, over: Partial<Connection> = {}): Promise<Connection> => {
    const { connection, urls } = await stand.connect({ metadata: await provider.metadata(), ...settings }, over);
    const metadata = (await new Browser(stand.product.url).ask(new URL(urls.metadata).pathname)).body;
    const certificate = (use: string): string | undefined =>
      new RegExp(`use="${use}">.*?<ds:X509Certificate>([^<]+)`, 'su').exec(metadata)?.[1];
    services.set(connection.id, {
      ...urls,
      certificate: certificate('signing')!,
      encryptionCertificate: settings['encryption'] === 'required' ? certificate('encryption')! : null,
    });
    await provider.trust([...services.values()]);
    return connection;
  };
  const logIn = async (name: PersonThere): Promise<void> => {
    if ((await page.locator('input[name=username]').count()) === 0) throw new Error(await page.innerText('body'));
    await page.fill('input[name=username]', name);
    await page.fill('input[name=password]', provider.password);
    await page.press('input[name=password]', 'Enter');
  };
  const arrive = (): Promise<void> => page.waitForURL(`${stand.product.url}/`);
  const who = async (): Promise<string | null> => {
    const answer = await page.request.get(`${stand.product.url}/api/v1/me`);
    return answer.ok() ? ((await answer.json()) as { person: { email: string } }).person.email : null;
  };

  it('sign her in with a signed request and a signed answer, and out at both sides when she leaves here', async () => {
    const connection = await connect();
    await page.goto(`${stand.product.url}/sso/saml/${connection.id}/login`);
    await logIn('ada');
    await arrive();
    expect(await who()).toBe('ada@provider.example');
    const me = await page.request.get(`${stand.product.url}/api/v1/me`);
    const { csrfToken } = (await me.json()) as { csrfToken: string };
    const left = await page.request.post(`${stand.product.url}/api/v1/session/single-logout`, {
      headers: { 'x-csrf-token': csrfToken, origin: stand.product.url },
    });
    const { redirectTo } = (await left.json()) as { redirectTo: string };
    expect(await who()).toBeNull();
    await page.goto(redirectTo);
    await page.waitForURL(`${stand.product.url}/login?signed-out`);
    await page.goto(`${stand.product.url}/sso/saml/${connection.id}/login`);
    await page.waitForSelector('input[name=password]');
    expect((await stand.refusals()).length).toBe(0);
  });

  it('sign her in with an answer encrypted by AES-CBC only where that is allowed, and out when she leaves there', async () => {
    const strict = await connect({ encryption: 'required' });
    await page.goto(`${stand.product.url}/sso/saml/${strict.id}/login`);
    await logIn('bea');
    await page.waitForURL(`${stand.product.url}/login?refused=algorithm_refused`);
    const connection = await connect({ encryption: 'required', cbcAllowed: true });
    await page.goto(`${stand.product.url}/sso/saml/${connection.id}/login`);
    await arrive();
    expect(await who()).toBe('bea@provider.example');
    await page.goto(provider.logOut);
    await expect.poll(who).toBeNull();
    expect((await stand.ledger()).some((leaf) => leaf.includes('Signed out at the identity provider.'))).toBe(true);
  });

  it('sign her in from the provider’s own page, only where the connection allows it', async () => {
    for (const [idpInitiated, end] of [
      [false, '/login?refused=in_response_to_mismatch'],
      [true, '/'],
    ] as const) {
      const connection = await connect({ idpInitiated });
      await page.goto(provider.beginAt(services.get(connection.id)!));
      if (!idpInitiated) await logIn('cyd');
      await page.waitForURL(`${stand.product.url}${end}`);
      expect(await who()).toBe(idpInitiated ? 'cyd@provider.example' : null);
    }
  });

  it('takes its question from a form where it takes none by address, and asks her again when she has to prove anew who she is', async () => {
    const redirects = /SingleSignOnService Binding="[^"]*:HTTP-Redirect"/u;
    const byForm = (await provider.metadata()).replace(redirects, (found) => found.replace('Redirect', 'POST'));
    const connection = await connect({ metadata: byForm }, { defaultRole: 'admin' });
    await page.context().clearCookies();
    const posted = page.waitForRequest(
      (request) => request.method() === 'POST' && request.url().startsWith(provider.url),
    );
    await page.goto(`${stand.product.url}/sso/saml/${connection.id}/login`);
    expect((await posted).postData()).toContain('SAMLRequest=');
    await logIn('dot');
    await arrive();
    const clock = new Client({ connectionString: database.adminUrl });
    await clock.connect();
    await clock.query("update console_sessions set authenticated_at = authenticated_at - interval '1 day'");
    await clock.end();
    const asked = async (method: string, path: string, data?: object) => {
      const { csrfToken } = (await (await page.request.get(`${stand.product.url}/api/v1/me`)).json()) as {
        csrfToken: string;
      };
      const headers = { 'x-csrf-token': csrfToken, origin: stand.product.url };
      return page.request.fetch(`${stand.product.url}${path}`, { method, headers, ...(data && { data }) });
    };
    // 401 where a proof is wanted, 404 where it is not: there is no such session.
    const danger = async () => (await asked('DELETE', `/api/v1/sessions/${randomUUID()}`)).status();
    expect(await danger()).toBe(401);
    const begun = await asked('POST', '/api/v1/me/proof/connection', { returnTo: '/members?page=2' });
    await page.goto(((await begun.json()) as { url: string }).url);
    // She is signed in there, and asked all the same.
    await logIn('dot');
    await page.waitForURL(`${stand.product.url}/members?page=2`);
    await expect.poll(danger).toBe(404);
  });
});
