import { createPublicKey, X509Certificate } from 'node:crypto';
import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { newId } from '#kernel';
import { encryptedAssertion } from '../../../../../test/fixtures/saml/encrypt.js';
import { assertionXml, responseXml, signXml } from '../../../../../test/fixtures/saml/idp.js';
import { idpMetadata } from '../../../../../test/fixtures/saml/metadata.js';
import { Browser, openSamlStand, type SamlStand } from '../../../../../test/harness/saml-stand.js';
import { openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import type { Connection } from '../connections/connection.js';
import { Connections } from '../connections/connections.js';
import { SamlRotationService } from './saml-rotation.service.js';
import { samlKeysOf } from './saml-settings.js';

const DAY_MS = 24 * 3_600_000;
type Use = 'signing' | 'encryption';

describe('our own keys of a SAML connection', () => {
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

  const published = async ({ id }: Connection, use: Use): Promise<string[]> => {
    const { body } = await new Browser(stand.product.url).ask(`/sso/saml/${id}/metadata`);
    return [...body.matchAll(new RegExp(`use="${use}">.*?<ds:X509Certificate>([^<]+)`, 'gsu'))].map(([, one]) => one!);
  };
  const rotate = (connection: Connection, act: 'rotate' | 'change-over', body: object = {}) =>
    stand.owner.person.ask<{ code?: string; facts: { ownKeys: { next: { countsAt: string } | null } } }>(
      'POST',
      `/api/v1/connections/${connection.id}/keys/${act}`,
      body,
    );
  const tend = (now: Date): Promise<void> =>
    stand.product.app.get(SamlRotationService).tendAll({
      now,
      requestId: 'test',
      principal: { kind: 'job', id: newId<'Job'>(now), label: 'saml' },
    });
  /** Whether an answer that is encrypted for this key lets somebody in. */
  const opens = async (connection: Connection, certificate: string, nameId: string): Promise<boolean> => {
    const { browser, requestId, relayState } = await stand.begin(connection);
    const words = stand.words(connection, { requestId, nameId });
    const { publicKey } = new X509Certificate(Buffer.from(certificate, 'base64'));
    const key = createPublicKey(publicKey.export({ type: 'spki', format: 'pem' }));
    const id = `_${nameId}`;
    const sealed = encryptedAssertion(signXml(assertionXml(words, id), id, stand.idp.key), key);
    const field = Buffer.from(responseXml(words, '_r', sealed)).toString('base64');
    return (await stand.answer(browser, connection, { SAMLResponse: field, RelayState: relayState })) === '/';
  };
  const events = async ({ id }: Connection): Promise<string[]> =>
    (await stand.ledger())
      .filter((leaf) => leaf.includes(id))
      .flatMap((leaf) => /connection\.(keys_\w+)/u.exec(leaf)?.[1] ?? []);

  it('are published beside the next ones, which then take over; what is encrypted for either is opened', async () => {
    const { connection } = await stand.connect();
    const [old] = await published(connection, 'encryption');
    expect((await rotate(connection, 'change-over')).body.code).toBe('saml.no_next_keys');
    const begun = await rotate(connection, 'rotate', { overlapDays: 10 });
    expect(begun.body.facts.ownKeys.next?.countsAt).toBeDefined();
    const [first, next] = await published(connection, 'encryption');
    expect([first, (await published(connection, 'signing')).length]).toEqual([old, 2]);
    expect((await rotate(connection, 'rotate')).body.code).toBe('saml.keys_rotating');
    expect([await opens(connection, old!, 'a@example.com'), await opens(connection, next!, 'b@example.com')]).toEqual([
      true,
      true,
    ]);

    await tend(new Date(Date.now() + 9 * DAY_MS));
    expect(await published(connection, 'encryption')).toEqual([old, next]);
    await tend(new Date(Date.now() + 11 * DAY_MS));
    expect(await published(connection, 'encryption')).toEqual([next]);
    expect([await opens(connection, old!, 'c@example.com'), await opens(connection, next!, 'd@example.com')]).toEqual([
      true,
      true,
    ]);

    await tend(new Date(Date.now() + 50 * DAY_MS));
    expect(await opens(connection, old!, 'e@example.com')).toBe(false);
    expect(await events(connection)).toEqual(['keys_published', 'keys_changed_over', 'keys_former_ended']);
  });

  it('count at once where somebody says so, as after a theft', async () => {
    const { connection } = await stand.connect();
    const old = await published(connection, 'signing');
    expect((await rotate(connection, 'rotate', { overlapDays: 0 })).status).toBe(200);
    const now = await published(connection, 'signing');
    expect([now.length, now[0] === old[0]]).toEqual([1, false]);
  });

  it('are renewed by themselves before they end, with weeks in which both are published', async () => {
    const { connection } = await stand.connect();
    const [old] = await published(connection, 'signing');
    const end = new Date(new X509Certificate(Buffer.from(old!, 'base64')).validTo);
    await tend(new Date(end.getTime() - 70 * DAY_MS));
    expect(await published(connection, 'signing')).toEqual([old]);
    await tend(new Date(end.getTime() - 59 * DAY_MS));
    const [first, next] = await published(connection, 'signing');
    expect([first, typeof next]).toEqual([old, 'string']);
    await tend(new Date(end.getTime() - 12 * DAY_MS));
    expect(await published(connection, 'signing')).toEqual([next]);
  });

  it('stay rotated where somebody proposed other settings meanwhile: what she proposed is made anew, from the keys of now', async () => {
    const { connection } = await stand.connect();
    const old = await published(connection, 'signing');
    // Her change has read the connection, and is not written yet, when the keys are rotated.
    let asked = 0;
    const server = createServer((_, response) => {
      const rotated = asked++ === 0 ? rotate(connection, 'rotate', { overlapDays: 0 }) : Promise.resolve();
      void rotated.then(() => response.end(idpMetadata([stand.idp.certificate])));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const metadataUrl = `http://127.0.0.1:${(server.address() as { port: number }).port}/metadata`;
    const at = `/api/v1/connections/${connection.id}`;
    const changed = await stand.owner.person.ask('PATCH', at, { settings: { metadataUrl } });
    server.close();
    expect([changed.status, asked]).toEqual([200, 2]);
    const now = await published(connection, 'signing');
    expect(now).not.toEqual(old);
    const secrets = await stand.product.app.get(Connections).secretsOf({ ...connection, isTrial: true });
    expect(samlKeysOf(secrets).signing.certificate.replaceAll(/-----[^-]+-----|\s/gu, '')).toBe(now[0]);
  });

  it('are those of no connection of another kind, and of no other org', async () => {
    const unknown = { id: newId<'Connection'>(new Date()) } as Connection;
    expect((await rotate(unknown, 'rotate')).status).toBe(404);
  });
});
