import { randomUUID } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { logoutRequestXml, readRedirect, readXml, redirectAddress } from '#engines/saml';
import { signedResponse, type Words } from '../../../../../test/fixtures/saml/idp.js';
import { IDP } from '../../../../../test/fixtures/saml/metadata.js';
import { type Browser, openSamlStand, type SamlStand } from '../../../../../test/harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import type { Connection } from '../connections/connection.js';

const MINUTE_MS = 60_000;

describe('a fresh proof in a session that came through a SAML connection', () => {
  let database: TestDatabase;
  let stand: SamlStand;
  let connection: Connection;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openSamlStand(database);
    ({ connection } = await stand.connect({}, { defaultRole: 'admin' }));
  });
  afterAll(async () => {
    await stand.close();
    await database.close();
  });
  beforeEach(() => {
    stand.product.clock.aheadMs = 0;
  });

  const later = (minutes: number): void => {
    stand.product.clock.aheadMs += minutes * MINUTE_MS;
  };
  const bring = (
    browser: Browser,
    { requestId, relayState }: { requestId: string; relayState: string },
    over: Partial<Words> = {},
  ): Promise<string> => {
    const xml = signedResponse(stand.words(connection, { requestId, ...over }), stand.idp, 'assertion');
    const fields = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: relayState };
    return stand.answer(browser, connection, fields);
  };
  /** Somebody who came in just now. */
  const arrived = async (nameId = 'grace@example.com'): Promise<Browser> => {
    const { browser, ...question } = await stand.begin(connection);
    expect(await bring(browser, question, { nameId })).toBe('/');
    return browser;
  };
  const sought = async (browser: Browser): Promise<string> => {
    const { body } = await browser.send('POST', '/api/v1/me/proof/connection', {
      returnTo: '/members?page=2',
    });
    const { pathname, search } = new URL((body as { url: string }).url);
    return `${pathname}${search}`;
  };
  const goes = async (browser: Browser) => stand.leave(browser, connection, await sought(browser));
  /** 401 where a proof is wanted, 404 where it is not: there is no such session. */
  const danger = async (browser: Browser) => (await browser.send('DELETE', `/api/v1/sessions/${randomUUID()}`)).status;

  it('is none that she came in by a sign-in of this morning, which the provider did not ask her for again', async () => {
    const { browser, ...question } = await stand.begin(connection);
    const authenticatedAt = new Date(stand.product.clock.now().getTime() - 11 * MINUTE_MS);
    expect(await bring(browser, question, { authenticatedAt })).toBe('/');
    expect([await danger(browser), await danger(await arrived())]).toEqual([401, 404]);
  });

  it('is given at the provider, which is told to ask her again, and brings her back to where she was', async () => {
    const browser = await arrived();
    later(11);
    expect(await danger(browser)).toBe(401);
    const address = (await browser.ask(await sought(browser))).location!;
    const query = new URL(address).searchParams;
    const asked = readXml(inflateRawSync(Buffer.from(query.get('SAMLRequest')!, 'base64')).toString());
    expect(asked.attributes.get('ForceAuthn')).toBe('true');
    const question = { requestId: asked.attributes.get('ID')!, relayState: query.get('RelayState')! };
    expect(await bring(browser, question)).toBe('/members?page=2');
    await expect.poll(() => danger(browser)).toBe(404);
    expect((await stand.ledger()).join('\n')).toContain('"factor":"connection"');
  });

  it('renews what a logout needs: the session that we name, and those by which the provider may name it', async () => {
    const { connection: named } = await stand.connect({ subjectAttribute: 'uid' });
    for (const [at, ended] of [
      [connection, 'old'],
      [connection, 'new'],
      [named, 'old'],
    ] as const) {
      const who = `${at === named ? 'n' : 'c'}-${ended}`;
      const answerIn = async (browser: Browser, asked: { requestId: string; relayState: string }, index: string) => {
        const over = { requestId: asked.requestId, nameId: who, sessionIndex: `${who}-${index}` };
        const attributes = { uid: [who], mail: [`${who}@example.com`] };
        const xml = signedResponse(stand.words(at, { ...over, attributes }), stand.idp, 'assertion');
        const fields = { SAMLResponse: Buffer.from(xml).toString('base64'), RelayState: asked.relayState };
        return stand.answer(browser, at, fields);
      };
      const { browser, ...question } = await stand.begin(at);
      expect(await answerIn(browser, question, 'old')).toBe('/');
      const asked = await stand.leave(browser, at, await sought(browser));
      expect(await answerIn(browser, asked, 'new')).toBe('/members?page=2');
      const nameId = { value: who, format: null, nameQualifier: null, spNameQualifier: null };
      const destination = `${stand.product.url}/sso/saml/${at.id}/slo`;
      const head = { id: '_l', now: stand.product.clock.now(), issuer: IDP, destination };
      const tell = (sessionIndex: string) => {
        const xml = logoutRequestXml({ ...head, nameId, sessionIndex }, null);
        const message = { kind: 'SAMLRequest', xml, relayState: null } as const;
        return browser.ask(redirectAddress(`/sso/saml/${at.id}/slo`, message, stand.idp));
      };
      await tell(`${who}-other`);
      expect(await browser.who()).toBe(`${who}@example.com`);
      await tell(`${who}-${ended}`);
      await expect.poll(() => browser.who()).toBeNull();
    }
    const browser = await arrived('last@example.com');
    expect(await bring(browser, await goes(browser), { nameId: 'last@example.com', sessionIndex: 'renewed' })).toBe(
      '/members?page=2',
    );
    const { redirectTo } = await browser.post<{ redirectTo: string }>('/api/v1/session/single-logout');
    const request = readXml(readRedirect(redirectTo.slice(redirectTo.indexOf('?') + 1)).xml);
    expect(request.children.map(({ name, text }) => [name, text])).toContainEqual(['SessionIndex', 'renewed']);
  });

  it.each([
    ['another subject, known here', { nameId: 'known@example.com' }, 'proof_of_another'],
    ['another subject, whom nobody knows', { nameId: 'stranger@example.com' }, 'proof_of_another'],
    ['an AuthnInstant from before she was asked', { minutesAgo: 11 }, 'proof_stale'],
  ] as const)('is not given by %s', async (_what, over, reason) => {
    await arrived('known@example.com');
    const browser = await arrived();
    later(11);
    const question = await goes(browser);
    const words =
      'nameId' in over
        ? { nameId: over.nameId }
        : { authenticatedAt: new Date(stand.product.clock.now().getTime() - over.minutesAgo * MINUTE_MS) };
    expect(await bring(browser, question, words)).toBe(`/proved?refused=${reason}`);
    expect([await danger(browser), await browser.who()]).toEqual([401, 'grace@example.com']);
    expect((await stand.refusals()).at(-1)).toBe(reason);
  });

  it('is not begun by another session, nor twice, nor ended by another browser', async () => {
    const [browser, other] = [await arrived(), await arrived('known@example.com')];
    later(11);
    const path = await sought(browser);
    expect(await other.follow(path)).toBe('/login?refused=intent_unknown');
    const question = await stand.leave(browser, connection, path);
    expect(await browser.follow(path)).toBe('/login?refused=intent_unknown');
    expect(await bring(other, question)).toBe('/login?refused=other_browser');
    expect([await danger(browser), await danger(other)]).toEqual([401, 401]);
  });
});
