import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RequestContext } from '#kernel';
import { newId } from '#kernel';
import { signedResponse, signingPair, type SigningPair, type Words } from '../../../../../test/fixtures/saml/idp.js';
import { Browser, openSamlStand, type SamlStand } from '../../../../../test/harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import type { ConnectionTest } from '../tests/connection-test.js';
import { ConnectionTestService } from '../tests/connection-test.service.js';

describe('a test of a SAML connection', () => {
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

  const admin = (): RequestContext => {
    const now = new Date();
    const principal = { kind: 'person', id: newId<'Person'>(now), label: 'ada@example.com' } as const;
    return { orgId: stand.orgId, principal, requestId: 'test', now };
  };
  /** Runs one of a draft, in a second tab; what it found. */
  const run = async (
    over: (words: Words) => Partial<Words>,
    signer: SigningPair = stand.idp,
  ): Promise<ConnectionTest> => {
    const tests = stand.product.app.get(ConnectionTestService);
    const { connection } = await stand.connect({}, { status: 'draft' });
    const { id, location, cookie } = await tests.start(admin(), connection.id, null);
    const browser = new Browser(stand.product.url);
    browser.keep('castellan_sso', cookie);
    const { requestId, relayState } = await stand.leave(browser, connection, location);
    const words = stand.words(connection, { requestId });
    const field = Buffer.from(signedResponse({ ...words, ...over(words) }, signer, 'both')).toString('base64');
    const acs = await browser.ask(
      `/sso/saml/${connection.id}/acs`,
      { SAMLResponse: field, RelayState: relayState },
      true,
    );
    expect((await browser.ask(acs.location!)).location).toBe(`/connection-test#${id}`);
    expect(await browser.who()).toBeNull();
    return tests.get(admin(), connection.id, id);
  };
  const failed = ({ checks }: ConnectionTest): string[] =>
    checks.filter(({ passed }) => !passed).map(({ name }) => name);

  it('shows each check that passed, and the decoded assertion, and signs nobody in', async () => {
    const test = await run(() => ({ attributes: { displayName: ['Grace Hopper'], groups: ['navy'] } }));
    expect([test.passed, test.problem, failed(test)]).toEqual([true, null, []]);
    expect(test.checks.length).toBeGreaterThanOrEqual(13);
    expect(test.evidence).toMatchObject({
      assertion: { nameId: { value: 'grace@example.com' }, attributes: { groups: ['navy'] }, sessionIndex: '_s1' },
      signed: ['Response', 'Assertion'],
      cipher: null,
    });
    const { message } = test.evidence as { message: string };
    expect(message).toContain('<saml:Audience>');
    expect(message).toContain('<ds:SignatureValue>…</ds:SignatureValue>');
  });

  it('shows all that is wrong at once', async () => {
    const test = await run(({ now }) => ({
      audience: 'https://other.example',
      now: new Date(now.getTime() - 3_600_000),
      requestId: '_other',
    }));
    expect(test.passed).toBe(false);
    expect(failed(test)).toEqual(expect.arrayContaining(['audience_mismatch', 'expired', 'in_response_to_mismatch']));
    expect(test.problem).toContain('Not so:');
  });

  it('goes on behind a signature that nobody here knows, to show what else is wrong', async () => {
    const test = await run(() => ({ audience: 'https://other.example' }), signingPair());
    expect(failed(test)).toEqual(['signature_invalid', 'audience_mismatch']);
    expect(test.problem).toContain('No certificate of the connection made this signature.');
  });
});
