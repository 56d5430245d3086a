import { createPublicKey, X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readXml } from '#engines/saml';
import { encryptedAssertion } from '../../../../../test/fixtures/saml/encrypt.js';
import { assertionXml, responseXml, signedResponse, signXml } from '../../../../../test/fixtures/saml/idp.js';
import { Browser, openSamlStand, type SamlStand } from '../../../../../test/harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';

const base64 = (xml: string): string => Buffer.from(xml).toString('base64');

describe('signing in through a SAML connection', () => {
  let database: TestDatabase;
  let stand: SamlStand;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openSamlStand(database);
  });
  afterAll(async () => {
    await stand.close();
    await database.close();
  });

  it.each(['assertion', 'response', 'both'] as const)(
    'lets in whom a signed %s names, in the browser that began',
    async (signs) => {
      const { connection } = await stand.connect();
      const { browser, requestId, relayState } = await stand.begin(connection);
      const xml = signedResponse(
        stand.words(connection, { requestId, nameId: `${signs}@example.com` }),
        stand.idp,
        signs,
      );
      expect(await stand.answer(browser, connection, { SAMLResponse: base64(xml), RelayState: relayState })).toBe('/');
      expect(await browser.who()).toBe(`${signs}@example.com`);
    },
  );

  it('decrypts what is encrypted to the key that its metadata publishes', async () => {
    const { connection, urls } = await stand.connect({ encryption: 'required' });
    const metadata = (await new Browser(stand.product.url).ask(new URL(urls.metadata).pathname)).body;
    const published = /use="encryption">.*?<ds:X509Certificate>([^<]+)/su.exec(metadata)![1]!;
    const key = createPublicKey(
      new X509Certificate(Buffer.from(published, 'base64')).publicKey.export({ type: 'spki', format: 'pem' }),
    );
    const { browser, requestId, relayState } = await stand.begin(connection);
    const words = stand.words(connection, { requestId, nameId: 'sealed@example.com' });
    const sealed = encryptedAssertion(signXml(assertionXml(words, '_a1'), '_a1', stand.idp.key), key);
    const field = base64(responseXml(words, '_r1', sealed));
    expect(await stand.answer(browser, connection, { SAMLResponse: field, RelayState: relayState })).toBe('/');
    const plain = await stand.begin(connection);
    const open = signedResponse(stand.words(connection, { requestId: plain.requestId }), stand.idp, 'both');
    const refused = await stand.answer(plain.browser, connection, {
      SAMLResponse: base64(open),
      RelayState: plain.relayState,
    });
    expect(refused).toBe('/login?refused=decryption_failed');
  });

  it('brings the browser that left the console back to the page that it left, signed in with the next answer', async () => {
    const { connection } = await stand.connect();
    const browser = new Browser(stand.product.url);
    await browser.follow('/auth/login?returnTo=/people?team=7');
    const { requestId, relayState } = await stand.leave(browser, connection);
    const words = stand.words(connection, { requestId, nameId: 'back@example.com' });
    const xml = signedResponse(words, stand.idp, 'assertion');
    const fields = { SAMLResponse: base64(xml), RelayState: relayState };
    const before = (await stand.ledger()).length;
    const { location } = await browser.ask(`/sso/saml/${connection.id}/acs`, fields, true);
    expect(await browser.ask(location!)).toMatchObject({ status: 303, location: '/people?team=7' });
    expect(await browser.who()).toBe('back@example.com');
    const recorded = (await stand.ledger()).slice(before).map((leaf) => /"kind":"(admin[^"]+)"/u.exec(leaf)?.[1]);
    expect(recorded.slice(-2)).toEqual(['admin.sso.accepted', 'admin.session.started']);
  });

  it('tells nobody at once who did not leave the console in this browser, or left it for another sign-in', async () => {
    const { connection } = await stand.connect();
    const another = new Browser(stand.product.url);
    await another.follow('/auth/login');
    for (const kept of ['', another.cookieNamed('castellan_sign_in')]) {
      const { browser, requestId, relayState } = await stand.begin(connection);
      browser.keep('castellan_sign_in', kept ?? '');
      const words = stand.words(connection, { requestId, nameId: 'elsewhere@example.com' });
      const xml = signedResponse(words, stand.idp, 'assertion');
      const fields = { SAMLResponse: base64(xml), RelayState: relayState };
      expect(await stand.answer(browser, connection, fields)).toBe('/login?refused');
      expect(await browser.who()).toBe(null);
    }
  });

  it('begins at the provider only where the connection allows it', async () => {
    const { connection: closed } = await stand.connect();
    const { connection: open } = await stand.connect({ idpInitiated: true });
    for (const [connection, end] of [
      [closed, '/login?refused=in_response_to_mismatch'],
      [open, '/'],
    ] as const) {
      const browser = new Browser(stand.product.url);
      const xml = signedResponse(stand.words(connection, { nameId: 'portal@example.com' }), stand.idp, 'assertion');
      expect(
        await stand.answer(browser, connection, {
          SAMLResponse: base64(xml),
          RelayState: 'https://idp.example/portal',
        }),
      ).toBe(end);
      expect(await browser.who()).toBe(end === '/' ? 'portal@example.com' : null);
    }
  });

  it('tells the provider where answers go, and signs what it asks', async () => {
    const { connection, urls } = await stand.connect({ requestBinding: 'post', forceAuthn: true });
    const { status, body } = await new Browser(stand.product.url).ask(`/sso/saml/${connection.id}/login`);
    expect([status, body]).toEqual([200, expect.stringContaining('action="https://idp.example/sso-post"')]);
    const request = readXml(Buffer.from(/name="SAMLRequest" value="([^"]+)"/u.exec(body)![1]!, 'base64').toString());
    expect(request.attributes.get('AssertionConsumerServiceURL')).toBe(urls.acs);
    expect(request.attributes.get('ForceAuthn')).toBe('true');
    expect(request.children.map(({ name }) => name)).toContain('Signature');
  });

  it('knows the same person again by her subject, and takes the name of her groups from either spelling', async () => {
    const { connection } = await stand.connect({ subjectAttribute: 'uid' });
    const enter = async (nameId: string, uid: string): Promise<string | null> => {
      const { browser, requestId, relayState } = await stand.begin(connection);
      const attributes = { UID: [uid], mail: ['same@example.com'] };
      const xml = signedResponse(stand.words(connection, { requestId, nameId, attributes }), stand.idp, 'assertion');
      const end = await stand.answer(browser, connection, { SAMLResponse: base64(xml), RelayState: relayState });
      return end === '/' ? browser.who() : end;
    };
    expect(await enter('_x1', 'u1')).toBe('same@example.com');
    expect(await enter('_x2', 'u1')).toBe('same@example.com');
    expect(await enter('_x3', 'u2')).toBe('/login?refused=address_reassigned');
  });

  it('lets nobody in by a draft or a disabled connection', async () => {
    for (const status of ['draft', 'disabled'] as const) {
      const { connection } = await stand.connect({ idpInitiated: true }, { status });
      const browser = new Browser(stand.product.url);
      const xml = signedResponse(stand.words(connection), stand.idp, 'both');
      expect(await stand.answer(browser, connection, { SAMLResponse: base64(xml) })).toBe(
        '/login?refused=connection_not_live',
      );
      expect(await browser.follow(`/sso/saml/${connection.id}/login`)).toBe('/login?refused=connection_not_live');
    }
  });
});
