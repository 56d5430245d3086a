import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PrincipalId } from '#kernel';
import { type FederationStand, openFederationStand } from '../../../../../test/harness/federation-stand.js';
import type { Person } from '../../../../../test/harness/person.js';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { DomainService } from './domain.service.js';
import { DomainWatch } from './domain-watch.js';

const DAY_MS = 24 * 3_600_000;

interface View {
  readonly id: string;
  readonly state: string;
  readonly verifiedBy: string | null;
  readonly record: { readonly name: string; readonly value: string };
}

describe('a domain', () => {
  let database: TestDatabase;
  let stand: FederationStand;
  let ada: Person;
  let stranger: Person;
  beforeAll(async () => {
    database = await openTestDatabase();
    stand = await openFederationStand(database);
    ada = stand.owner.person;
    stranger = await stand.found('stranger');
  });
  afterAll(async () => {
    await stand.close();
    await database.close();
  });

  const add = (name: string, by = ada): Promise<View> => by.post<View>('/api/v1/domains', { name });
  const verify = (id: string, by = ada) => by.ask<View & { code: string }>('POST', `/api/v1/domains/${id}/verify`);
  const shown = async (id: string): Promise<View> =>
    (await ada.get<{ items: View[] }>('/api/v1/domains')).items.find((each) => each.id === id)!;
  const actions = async (): Promise<readonly string[]> => (await stand.ledger()).map(({ kind }) => kind);

  it('is verified by its TXT record, and by no other text', async () => {
    const { id, record } = await add('Corp.Example');
    expect(record).toMatchObject({ name: '_castellan-challenge.corp.example' });
    expect((await verify(id)).body.code).toBe('domain.record_missing');
    stand.dns.set(record.name, ['v=spf1 -all', `${record.value}x`]);
    expect((await verify(id)).body.code).toBe('domain.record_missing');
    stand.dns.set(record.name, null);
    expect((await verify(id)).status).toBe(409);
    stand.dns.set(record.name, ['v=spf1 -all', record.value]);
    expect((await verify(id)).body).toMatchObject({ state: 'verified', verifiedBy: 'dns' });
  });

  it('is one org’s: another can list it, but neither verify it nor see the first’s', async () => {
    const { id, record } = await add('corp.example', stranger);
    stand.dns.set(record.name, [...(stand.dns.get(record.name) ?? []), record.value]);
    expect((await verify(id, stranger)).body.code).toBe('domain.taken');
    const { items } = await ada.get<{ items: View[] }>('/api/v1/domains');
    expect((await verify(items[0]!.id, stranger)).status).toBe(404);
    expect(await add('corp.example').catch((error: unknown) => String(error))).toContain('domain.taken');
  });

  it.each(['corp', '-a.example', 'a..example', '1.2.3.4', 'x@corp.example', 'a.example/', ''])(
    'is not what %j says',
    async (name) => {
      expect((await ada.ask('POST', '/api/v1/domains', { name })).status).toBe(422);
    },
  );

  it('whose record is gone is missed at once, lapses after a week, and not because a name server is silent', async () => {
    const watch = stand.product.app.get(DomainWatch);
    const { id, record } = await add('sold.example');
    stand.dns.set(record.name, [record.value]);
    await verify(id);
    const look = (days: number) =>
      watch.lookAgain({
        now: new Date(Date.now() + days * DAY_MS),
        requestId: 'watch',
        principal: { kind: 'job', id: '00000000-0000-7000-8000-000000000001' as PrincipalId, label: 'domain.watch' },
      });
    stand.dns.set(record.name, null);
    await look(1);
    expect((await shown(id)).state).toBe('verified');
    stand.dns.set(record.name, []);
    await look(2);
    expect((await shown(id)).state).toBe('record-missing');
    stand.dns.set(record.name, [record.value]);
    await look(3);
    expect((await shown(id)).state).toBe('verified');
    stand.dns.set(record.name, []);
    await look(4);
    await look(10);
    expect((await shown(id)).state).toBe('record-missing');
    await look(12);
    expect((await shown(id)).state).toBe('waiting');
    expect((await actions()).filter((kind) => /domain\.(?:record|lapsed)/.test(kind))).toEqual([
      'admin.domain.record_missing',
      'admin.domain.record_found',
      'admin.domain.record_missing',
      'admin.domain.lapsed',
    ]);
  });

  it('without public DNS is vouched for by the operator, and looked up nowhere', async () => {
    const ctx = contextOf(stand.orgId, { now: new Date() });
    const vouched = await stand.product.app.get(DomainService).vouch(ctx, 'inside.example');
    expect(await shown(vouched.id)).toMatchObject({ state: 'verified', verifiedBy: 'operator' });
    expect((await verify(vouched.id)).status).toBe(200);
  });
});
