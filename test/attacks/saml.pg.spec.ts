import { createPublicKey, type KeyObject, X509Certificate } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logoutRequestXml, redirectAddress } from '#engines/saml';
import { FederationHttpModule } from '#features/federation';
import type { Connection } from '../../libs/features/federation/src/connections/connection.js';
import {
  assertionXml,
  responseXml,
  signedResponse,
  signingPair,
  type SigningPair,
  signXml,
} from '../fixtures/saml/idp.js';
import { type IdentityApp, startIdentityApp } from '../harness/identity-app.js';
import { IDP, idpMetadata } from '../fixtures/saml/metadata.js';
import { Browser, openSamlStand, type SamlStand, type Underway } from '../harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../harness/test-database.js';
import { freePort } from '../peers/peer.js';
import { DAMAGED_BYTES, FINER_FORGERIES } from './saml-finer-forgeries.js';
import { DAMAGED_FIELDS, FORGERIES } from './saml-forgeries.js';
import type { Workshop } from './saml-workshop.js';

const base64 = (xml: string): string => Buffer.from(xml).toString('base64');

describe('whoever forges or damages an answer of a SAML provider', () => {
  let database: TestDatabase;
  let stand: SamlStand;
  let twin: IdentityApp;
  let connection: Connection;
  let other: Connection;
  let ours: KeyObject;
  const [stranger, otherIdp]: readonly [SigningPair, SigningPair] = [signingPair(), signingPair()];
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openSamlStand(database);
    twin = await startIdentityApp(database, await freePort(), stand.product.url, [FederationHttpModule]);
    ({ connection } = await stand.connect());
    ({ connection: other } = await stand.connect({ metadata: idpMetadata([otherIdp.certificate]) }));
    const metadata = (await new Browser(stand.product.url).ask(`/sso/saml/${connection.id}/metadata`)).body;
    const published = /use="encryption">.*?<ds:X509Certificate>([^<]+)/su.exec(metadata)![1]!;
    ours = createPublicKey(
      new X509Certificate(Buffer.from(published, 'base64')).publicKey.export({ type: 'spki', format: 'pem' }),
    );
  });
  afterAll(async () => {
    await twin.close();
    await stand.close();
    await database.close();
  });

  /** A browser that asks for nothing but to be signed in: no page of the console stands around. */
  const leave = async (): Promise<Underway> => {
    const browser = new Browser(stand.product.url);
    const underway = await stand.leave(browser, connection);
    return { browser, ...underway };
  };
  const shopFor = ({ requestId }: Underway): Workshop => ({
    words: stand.words(connection, { requestId }),
    idp: stand.idp,
    stranger,
    otherIdp,
    ours,
  });
  /** Brings an answer and takes the next step; where the product sends the browser then. */
  const bring = async (
    { browser, relayState }: Underway,
    field: string,
    place: Connection = connection,
  ): Promise<string> => {
    const { location, status } = await browser.ask(
      `/sso/saml/${place.id}/acs`,
      { SAMLResponse: field, RelayState: relayState },
      true,
    );
    if (location?.startsWith('/sso/complete') !== true) return location ?? `status ${status}`;
    return (await browser.ask(location)).location ?? 'nowhere';
  };
  const lastRefusal = async (): Promise<string | undefined> => (await stand.refusals()).at(-1);
  const isLetIn = (end: string): boolean => new URL(end, stand.product.url).pathname.startsWith('/oauth/auth/');

  it.each([...FORGERIES, ...FINER_FORGERIES])(
    'is refused with $name ($reason), and the honest answer is taken',
    async ({ reason, honest, forged }) => {
      const attempt = await leave();
      const shop = shopFor(attempt);
      expect(await bring(attempt, base64(forged(shop, honest(shop))))).toBe(`/login?refused=${reason}`);
      expect(await lastRefusal()).toBe(reason);
      expect(await attempt.browser.who()).toBeNull();
      const again = await leave();
      expect(isLetIn(await bring(again, base64(honest(shopFor(again)))))).toBe(true);
    },
  );

  it.each(DAMAGED_FIELDS)('is refused with %s (%s)', async (_, reason, damage) => {
    const attempt = await leave();
    const field = damage(base64(signedResponse(shopFor(attempt).words, stand.idp, 'both')));
    expect(await bring(attempt, field)).toBe(`/login?refused=${reason}`);
    expect(await lastRefusal()).toBe(reason);
  });

  it.each(DAMAGED_BYTES)('is refused with %s (%s)', async (_, reason, damage) => {
    const attempt = await leave();
    const xml = signedResponse(shopFor(attempt).words, stand.idp, 'both');
    expect(await bring(attempt, damage(xml).toString('base64'))).toBe(`/login?refused=${reason}`);
    expect(await lastRefusal()).toBe(reason);
  });

  it.each([
    ['a space behind it', 'grace@example.com '],
    ['a line behind it', 'grace@example.com\n'],
    ['other letters', 'GRACE@example.com'],
    ['a mark before it that nobody sees', '\ufeffgrace@example.com'],
  ])('gives nobody’s account to a name with %s: the address is another subject’s', async (_, nameId) => {
    const first = await leave();
    expect(isLetIn(await bring(first, base64(signedResponse(shopFor(first).words, stand.idp, 'both'))))).toBe(true);
    const attempt = await leave();
    const words = { ...shopFor(attempt).words, nameId };
    const end = await bring(attempt, base64(signedResponse(words, stand.idp, 'both')));
    expect(end).toBe('/login?refused=address_reassigned');
    expect([await lastRefusal(), await attempt.browser.who()]).toEqual(['address_reassigned', null]);
  });

  it.each([
    ['letters of another alphabet', 'gr\u0430ce@example.com'],
    ['a comment as text', 'grace@example.com&lt;!----&gt;.evil.example'],
    ['a letter and its accent apart', 'grace\u0301@example.com'],
    ['a mark that joins letters unseen', 'gra\u200dce@example.com'],
  ])('is never taken for somebody whose name only looks like hers: %s', async (_, nameId) => {
    const attempt = await leave();
    const words = { ...shopFor(attempt).words, nameId };
    await bring(attempt, base64(signedResponse(words, stand.idp, 'both')));
    const { items } = await stand.owner.person.get<{ items: { person: { email: string } }[] }>('/api/v1/members');
    const graces = items.filter(({ person }) => person.email === 'grace@example.com');
    expect(graces).toHaveLength(1);
    expect(await attempt.browser.who()).not.toBe('grace@example.com');
  });

  it('is refused with the relay state, or the question, of another org’s sign-in', async () => {
    const globex = await database.createOrg('Initech');
    const { connection: theirs } = await stand.connect({}, { orgId: globex });
    const browser = new Browser(stand.product.url);
    const elsewhere = { browser, ...(await stand.leave(browser, theirs)) };
    const here = await leave();
    // Their question with our relay state, ours with theirs, and theirs as it is: at our door, by the provider that both trust.
    for (const [requestId, relayState] of [
      [elsewhere.requestId, here.relayState],
      [here.requestId, elsewhere.relayState],
      [elsewhere.requestId, elsewhere.relayState],
    ] as const) {
      const words = stand.words(connection, { requestId });
      const end = await bring({ ...here, relayState }, base64(signedResponse(words, stand.idp, 'both')));
      expect(end).toBe('/login?refused=in_response_to_mismatch');
      expect(await lastRefusal()).toBe('in_response_to_mismatch');
    }
    // Made for their door, it is not good at ours.
    const again = await leave();
    const words = stand.words(theirs, { requestId: again.requestId });
    expect(await bring(again, base64(signedResponse(words, stand.idp, 'both')))).toBe(
      '/login?refused=destination_mismatch',
    );
  });

  it('counts an assertion once though it says nothing of it, and heeds what other conditions ask of us', async () => {
    const conditions = '<saml:OneTimeUse/><saml:ProxyRestriction Count="0"/>';
    const attempt = await leave();
    const { words } = shopFor(attempt);
    const inside = assertionXml(words, '_once').replace('</saml:Conditions>', `${conditions}</saml:Conditions>`);
    const field = base64(responseXml(words, '_r', signXml(inside, '_once', stand.idp.key)));
    expect(isLetIn(await bring(attempt, field))).toBe(true);
    expect(await bring(await leave(), field)).toMatch(/in_response_to_mismatch/u);
  });

  it('is refused with an honest answer brought twice, also at once and to two processes', async () => {
    const first = await leave();
    const field = base64(signedResponse(shopFor(first).words, stand.idp, 'both'));
    const here = stand.product.url;
    const there = `http://127.0.0.1:${new URL(await twin.app.getUrl()).port}`;
    const posts = [here, there, here, there].map(async (url) => {
      const browser = new Browser(url);
      return (
        await browser.ask(`/sso/saml/${connection.id}/acs`, { SAMLResponse: field, RelayState: first.relayState }, true)
      ).location;
    });
    await Promise.all(posts);
    const refusals = (await stand.refusals()).slice(-3);
    expect(refusals.filter((one) => one === 'assertion_used' || one === 'in_response_to_mismatch')).toHaveLength(3);
    // The answer that was heard is the first browser's, whoever carried it.
    expect(isLetIn((await first.browser.ask(`/sso/complete?request=${first.relayState}`)).location!)).toBe(true);
    expect((await first.browser.ask(`/sso/complete?request=${first.relayState}`)).location).toBe(
      '/login?refused=request_unknown',
    );
  });

  it('is refused with an unasked answer brought twice where unasked ones are allowed', async () => {
    const { connection: open } = await stand.connect({ idpInitiated: true });
    const field = base64(signedResponse(stand.words(open), stand.idp, 'both'));
    const browser = new Browser(stand.product.url);
    const post = () => browser.ask(`/sso/saml/${open.id}/acs`, { SAMLResponse: field }, true);
    expect((await post()).location).toMatch(/^\/sso\/complete/u);
    expect((await post()).location).toBe('/login?refused=assertion_used');
    expect(await lastRefusal()).toBe('assertion_used');
  });

  it('is refused with the answer of somebody else’s browser', async () => {
    const victim = await leave();
    const field = base64(signedResponse(shopFor(victim).words, stand.idp, 'both'));
    const thief = new Browser(stand.product.url);
    const { location } = await thief.ask(
      `/sso/saml/${connection.id}/acs`,
      { SAMLResponse: field, RelayState: victim.relayState },
      true,
    );
    expect((await thief.ask(location!)).location).toBe('/login?refused=other_browser');
    expect([await lastRefusal(), await thief.who()]).toEqual(['other_browser', null]);
  });

  it('is refused with the answer of another connection, and with its relay state', async () => {
    const attempt = await leave();
    const { words } = shopFor(attempt);
    expect(await bring(attempt, base64(signedResponse(words, stand.idp, 'both')), other)).toBe(
      '/login?refused=signature_invalid',
    );
    const theirs = { ...stand.words(other), requestId: attempt.requestId };
    expect(await bring(attempt, base64(signedResponse(theirs, otherIdp, 'both')), other)).toBe(
      '/login?refused=in_response_to_mismatch',
    );
    expect(isLetIn(await bring(attempt, base64(signedResponse(words, stand.idp, 'both'))))).toBe(true);
  });

  it('is refused with the answer of a connection of another org', async () => {
    const strangers = await database.createOrg('Globex');
    const { connection: theirs } = await stand.connect(
      { metadata: idpMetadata([stranger.certificate]), idpInitiated: true },
      { orgId: strangers },
    );
    const attempt = await leave();
    expect(await bring(attempt, base64(signedResponse(shopFor(attempt).words, stranger, 'both')))).toBe(
      '/login?refused=signature_invalid',
    );
    const reused = base64(signedResponse(stand.words(theirs), stranger, 'both'));
    expect(await bring(await leave(), reused)).toBe('/login?refused=signature_invalid');
  });

  it('is refused with a relay state that nobody gave, or none, or two answers in one form', async () => {
    for (const relayState of ['', 'x'.repeat(5_000), '01980000-0000-7000-8000-000000000001']) {
      const attempt = await leave();
      const field = base64(signedResponse(shopFor(attempt).words, stand.idp, 'both'));
      expect(await bring({ ...attempt, relayState }, field)).toBe('/login?refused=in_response_to_mismatch');
    }
    const attempt = await leave();
    const field = base64(signedResponse(shopFor(attempt).words, stand.idp, 'both'));
    const form = new URLSearchParams([
      ['SAMLResponse', field],
      ['SAMLResponse', field],
      ['RelayState', attempt.relayState],
    ]);
    const { location } = await attempt.browser.ask(`/sso/saml/${connection.id}/acs`, form, true);
    expect((await attempt.browser.ask(location!)).location).toBe('/login?refused=message_missing');
  });

  it('takes over nobody by her address: neither a member of her own, nor an account of another connection', async () => {
    const owner = stand.owner.person.email;
    const attempt = await leave();
    const asOwner = { ...shopFor(attempt).words, nameId: owner };
    const end = await bring(attempt, base64(signedResponse(asOwner, stand.idp, 'both')));
    expect(end).toMatch(/^\/login\?refused=(?:domain_not_verified|owner_links_herself)$/u);
    expect(await attempt.browser.who()).toBeNull();
    const first = await leave();
    const lin = { ...shopFor(first).words, nameId: 'lin@example.com' };
    expect(isLetIn(await bring(first, base64(signedResponse(lin, stand.idp, 'both'))))).toBe(true);
    const browser = new Browser(stand.product.url);
    const second = { browser, ...(await stand.leave(browser, other)) };
    const same = stand.words(other, { requestId: second.requestId, nameId: 'lin@example.com' });
    expect(await bring(second, base64(signedResponse(same, otherIdp, 'both')), other)).toBe(
      '/login?refused=account_of_another_connection',
    );
  });

  it('is refused by a page for a connection that there is not', async () => {
    const browser = new Browser(stand.product.url);
    for (const id of ['01980000-0000-7000-8000-000000000001', 'x', '..%2f..']) {
      const { location, status } = await browser.ask(`/sso/saml/${id}/acs`, { SAMLResponse: 'x' }, true);
      expect([status, location]).toEqual([303, '/login?refused=connection_unknown']);
    }
  });

  const logout = (over: object = {}) => ({
    id: '_l1',
    now: stand.product.clock.now(),
    issuer: IDP,
    destination: `${stand.product.url}/sso/saml/${connection.id}/slo`,
    nameId: { value: 'grace@example.com', format: null, nameQualifier: null, spNameQualifier: null },
    sessionIndex: '_s1',
    ...over,
  });
  it.each([
    [
      'signature_missing',
      'no signature',
      () => redirectAddress('', { kind: 'SAMLRequest', xml: logoutRequestXml(logout(), null), relayState: null }, null),
    ],
    [
      'signature_invalid',
      'a stranger’s signature',
      () =>
        redirectAddress('', { kind: 'SAMLRequest', xml: logoutRequestXml(logout(), null), relayState: null }, stranger),
    ],
    [
      'issuer_mismatch',
      'another issuer',
      () =>
        redirectAddress(
          '',
          {
            kind: 'SAMLRequest',
            xml: logoutRequestXml(logout({ issuer: 'https://evil.example' }), null),
            relayState: null,
          },
          stand.idp,
        ),
    ],
    [
      'destination_mismatch',
      'another destination',
      () =>
        redirectAddress(
          '',
          {
            kind: 'SAMLRequest',
            xml: logoutRequestXml(logout({ destination: 'https://evil.example' }), null),
            relayState: null,
          },
          stand.idp,
        ),
    ],
    [
      'expired',
      'an old message',
      () =>
        redirectAddress(
          '',
          {
            kind: 'SAMLRequest',
            xml: logoutRequestXml(logout({ now: new Date('2020-01-01T00:00:00Z') }), null),
            relayState: null,
          },
          stand.idp,
        ),
    ],
    [
      'too_large',
      'a deflated bomb',
      () => `?SAMLRequest=${encodeURIComponent(deflateRawSync(Buffer.alloc(8 * 1024 * 1024)).toString('base64'))}`,
    ],
    ['structure_refused', 'no message', () => '?x=1'],
  ])('ends nobody’s session: refused as %s with %s', async (reason, _, address) => {
    const browser = new Browser(stand.product.url);
    const { location } = await browser.ask(`/sso/saml/${connection.id}/slo${address()}`);
    expect([location, await lastRefusal()]).toEqual([`/login?refused=${reason}`, reason]);
  });
});
