import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { signedResponse, signingPair } from '../../../../../test/fixtures/saml/idp.js';
import { idpMetadata } from '../../../../../test/fixtures/saml/metadata.js';
import { openSamlStand, type SamlStand } from '../../../../../test/harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { SamlProtocol } from './saml-protocol.js';
import { samlSettingsOf } from './saml-settings.js';
import { SamlUpkeepService } from './saml-upkeep.service.js';

const DAY_MS = 24 * 3_600_000;

describe('what happens to SAML connections by itself', () => {
  let database: TestDatabase;
  let stand: SamlStand;
  let server: Server;
  let published = '';
  let url: string;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openSamlStand(database);
    server = createServer((_, response) => response.end(published));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as { port: number }).port}/metadata`;
  });
  afterAll(async () => {
    server.close();
    await stand.close();
    await database.close();
  });

  const moment = (now = new Date()) => ({
    now,
    requestId: 'test',
    principal: { kind: 'job', id: newId<'Job'>(now), label: 'saml' } as const,
  });
  const upkeep = (): SamlUpkeepService => stand.product.app.get(SamlUpkeepService);
  const present = (connection: Connection): Promise<Connection> =>
    stand.product.app.get(Connections).byId('saml', connection.id);
  const entries = async (action: string, { id }: Connection): Promise<string[]> =>
    (await stand.ledger()).filter((leaf) => leaf.includes(action) && leaf.includes(id));

  it('reads metadata anew, takes the provider’s next certificate, and writes down that it changed', async () => {
    const next = signingPair();
    published = idpMetadata([stand.idp.certificate]);
    const { connection } = await stand.connect({ metadata: undefined, metadataUrl: url });
    published = idpMetadata([stand.idp.certificate, next.certificate]);
    await upkeep().refreshAll(moment());
    await upkeep().refreshAll(moment());
    expect(await entries('connection.certificates_changed', connection)).toHaveLength(1);
    const { browser, requestId, relayState } = await stand.begin(connection);
    const field = Buffer.from(signedResponse(stand.words(connection, { requestId }), next, 'both')).toString('base64');
    expect(await stand.answer(browser, connection, { SAMLResponse: field, RelayState: relayState })).toBe('/');
  });

  it('keeps what it knows of a provider that cannot be read or became another one, and says so once', async () => {
    published = idpMetadata([stand.idp.certificate]);
    const { connection } = await stand.connect({ metadata: undefined, metadataUrl: url });
    for (const wrong of ['<html/>', idpMetadata([signingPair().certificate], 'https://evil.example')]) {
      published = wrong;
      await upkeep().refreshAll(moment());
      const { provider, source } = samlSettingsOf(await present(connection));
      expect(provider.certificates).toEqual(samlSettingsOf(connection).provider.certificates);
      expect(source.problem).not.toBeNull();
    }
    expect(await entries('connection.metadata_refused', connection)).toHaveLength(1);
    published = idpMetadata([stand.idp.certificate]);
    await upkeep().refreshAll(moment());
    expect(samlSettingsOf(await present(connection)).source.problem).toBeNull();
  });

  it('says 90, 30 and 7 days before a certificate ends that it does, each once, and shows it', async () => {
    const end = new Date(Date.now() + 400 * DAY_MS);
    const aging = signingPair({ notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: end });
    const { connection } = await stand.connect({ metadata: idpMetadata([aging.certificate]) });
    const told: number[] = [];
    for (const days of [100, 89, 88, 29, 28, 6, 5]) {
      await upkeep().announceAll(moment(new Date(end.getTime() - days * DAY_MS - 1_000)));
      told.push((await entries('connection.certificate_expiring', connection)).length);
    }
    expect(told).toEqual([0, 1, 1, 2, 2, 3, 3]);
    stand.product.clock.aheadMs = 395 * DAY_MS;
    const facts = await stand.product.app.get(SamlProtocol).factsOf(await present(connection));
    stand.product.clock.aheadMs = 0;
    expect(facts).toMatchObject({ certificates: [{ fingerprint: aging.certificate.fingerprint, warning: 7 }] });
  });

  it('reaches no private address for metadata unless the operator allows it', async () => {
    const inside = 'http://10.0.0.1/metadata';
    await expect(stand.connect({ metadata: undefined, metadataUrl: inside })).rejects.toThrow(
      /CASTELLAN_OUTBOUND_ALLOW/u,
    );
  });

  it.each([
    [{ metadata: '<html/>' }, /metadata: This is not SAML/u],
    [{ metadata: undefined }, /metadata/u],
    [{ metadata: undefined, metadataUrl: 'file:///etc/passwd' }, /metadataUrl/u],
    [{ clockSkewSeconds: 3_000 }, /clockSkewSeconds/u],
    [{ certificates: ['nonsense'] }, /certificates/u],
    [{ attributes: { email: [], wrong: [] } }, /attributes/u],
  ])('refuses settings that cannot work: %j', async (settings, sentence) => {
    await expect(stand.connect(settings as never)).rejects.toThrow(sentence);
  });
});
