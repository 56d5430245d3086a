import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type LogoutRequestDraft,
  logoutRequestXml,
  logoutResponseXml,
  postValue,
  readCertificate,
  readRedirect,
  readXml,
  redirectAddress,
  verifyRedirect,
} from '#engines/saml';
import { signedResponse } from '../../../../../test/fixtures/saml/idp.js';
import { IDP } from '../../../../../test/fixtures/saml/metadata.js';
import { Browser, openSamlStand, type SamlStand } from '../../../../../test/harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import type { Connection } from '../connections/connection.js';

describe('single logout by SAML', () => {
  let database: TestDatabase;
  let stand: SamlStand;
  let connection: Connection;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openSamlStand(database);
    ({ connection } = await stand.connect());
  });
  afterAll(async () => {
    await stand.close();
    await database.close();
  });

  const enter = async (nameId: string, sessionIndex: string, at = connection, attributes = {}): Promise<Browser> => {
    const { browser, requestId, relayState } = await stand.begin(at);
    const words = stand.words(at, { requestId, nameId, sessionIndex, attributes });
    const field = Buffer.from(signedResponse(words, stand.idp, 'both')).toString('base64');
    expect(await stand.answer(browser, at, { SAMLResponse: field, RelayState: relayState })).toBe('/');
    return browser;
  };
  const slo = (at = connection): string => `/sso/saml/${at.id}/slo`;
  const draft = (nameId: string, sessionIndex: string | null, at = connection): LogoutRequestDraft => ({
    id: '_l1',
    now: stand.product.clock.now(),
    issuer: IDP,
    destination: `${stand.product.url}${slo(at)}`,
    nameId: { value: nameId, format: null, nameQualifier: null, spNameQualifier: null },
    sessionIndex,
  });
  const tell = async (xml: string, at = connection): Promise<string | null> => {
    const message = { kind: 'SAMLRequest', xml, relayState: 'keep me' } as const;
    return (await new Browser(stand.product.url).ask(redirectAddress(slo(at), message, stand.idp))).location;
  };

  it('ends the session that the provider names, and no other, in answer to a signed request', async () => {
    const [one, two, other] = [
      await enter('ann@example.com', '_1'),
      await enter('ann@example.com', '_2'),
      await enter('bob@example.com', '_1'),
    ];
    const answer = await tell(logoutRequestXml(draft('ann@example.com', '_1'), null));
    expect(answer).toMatch(/^https:\/\/idp\.example\/slo\?SAMLResponse=/u);
    const message = readRedirect(answer!.slice(answer!.indexOf('?') + 1));
    expect([message.relayState, readXml(message.xml).attributes.get('InResponseTo')]).toEqual(['keep me', '_l1']);
    await expect
      .poll(async () => [await one.who(), await two.who(), await other.who()])
      .toEqual([null, 'ann@example.com', 'bob@example.com']);
    await tell(logoutRequestXml(draft('ann@example.com', null), null));
    await expect.poll(() => two.who()).toBeNull();
    expect(await other.who()).toBe('bob@example.com');
    expect((await stand.ledger()).filter((leaf) => leaf.includes('Signed out at the identity provider.'))).toHaveLength(
      2,
    );
  });

  it('takes a request by form too, and none whose form was altered', async () => {
    const browser = await enter('cat@example.com', '_3');
    const xml = logoutRequestXml(draft('cat@example.com', '_3'), stand.idp);
    const post = (value: string) => new Browser(stand.product.url).ask(slo(), { SAMLRequest: value }, true);
    const altered = await post(postValue(xml.replace('cat@', 'bob@')));
    expect([altered.location, await browser.who()]).toEqual(['/login?refused=signature_invalid', 'cat@example.com']);
    expect((await post(postValue(xml))).location).toMatch(/^https:\/\/idp\.example\/slo/u);
    await expect.poll(() => browser.who()).toBeNull();
  });

  it('finds people whom an attribute names by the NameID of their session', async () => {
    const { connection: byAttribute } = await stand.connect({ subjectAttribute: 'uid' });
    const browser = await enter('_transient1', '_9', byAttribute, { uid: ['u9'], mail: ['dan@example.com'] });
    await tell(logoutRequestXml(draft('_transient2', null, byAttribute), null), byAttribute);
    expect(await browser.who()).toBe('dan@example.com');
    await tell(logoutRequestXml(draft('_transient1', null, byAttribute), null), byAttribute);
    await expect.poll(() => browser.who()).toBeNull();
  });

  it('begins here: the session ends, and the browser carries a signed request to the provider', async () => {
    const browser = await enter('eva@example.com', '_7');
    const { redirectTo } = await browser.post<{ redirectTo: string }>('/api/v1/session/single-logout');
    await expect.poll(() => browser.who()).toBeNull();
    const query = redirectTo.slice(redirectTo.indexOf('?') + 1);
    const message = readRedirect(query);
    const request = readXml(message.xml);
    expect(request.children.map(({ name, text }) => [name, text])).toContainEqual(['NameID', 'eva@example.com']);
    expect(request.children.map(({ name, text }) => [name, text])).toContainEqual(['SessionIndex', '_7']);
    const { body } = await new Browser(stand.product.url).ask(`/sso/saml/${connection.id}/metadata`);
    const published = /use="signing">.*?<ds:X509Certificate>([^<]+)/su.exec(body)![1]!;
    expect(() =>
      verifyRedirect(message, { certificates: [readCertificate(published)], now: new Date() }),
    ).not.toThrow();
    expect(inflateRawSync(Buffer.from(new URLSearchParams(query).get('SAMLRequest')!, 'base64')).toString()).toBe(
      message.xml,
    );
  });

  it('hears the provider’s answer to what it asked, once, and no other', async () => {
    const asked = async (nameId: string): Promise<string> => {
      const browser = await enter(nameId, '_8');
      const { redirectTo } = await browser.post<{ redirectTo: string }>('/api/v1/session/single-logout');
      return readXml(readRedirect(redirectTo.slice(redirectTo.indexOf('?') + 1)).xml).attributes.get('ID')!;
    };
    const answer = async (inResponseTo: string, outcome: 'done' | 'failed', at = connection) => {
      const destination = `${stand.product.url}${slo(at)}`;
      const draftOf = { id: '_x', now: stand.product.clock.now(), issuer: IDP, destination, inResponseTo, outcome };
      const message = { kind: 'SAMLResponse', xml: logoutResponseXml(draftOf, null), relayState: null } as const;
      const before = (await stand.refusals()).length;
      const { location } = await new Browser(stand.product.url).ask(redirectAddress(slo(at), message, stand.idp));
      return [location, (await stand.refusals())[before]];
    };
    const mismatch = ['/login?refused=in_response_to_mismatch', 'in_response_to_mismatch'];
    const first = await asked('fay@example.com');
    const { connection: other } = await stand.connect();
    expect(await answer(first, 'done', other)).toEqual(mismatch);
    expect(await answer(first, 'done')).toEqual(['/login?signed-out', undefined]);
    expect(await answer(first, 'done')).toEqual(mismatch);
    expect(await answer('_of-nobody', 'done')).toEqual(mismatch);
    expect(await answer(await asked('gus@example.com'), 'failed')).toEqual(['/login?signed-out', 'logout_partial']);
  });
});
