import { randomBytes, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Clock, SystemClock } from '#kernel';
import { SealBroken } from '#engines/envelope';
import { Ledger, Trail } from '#platform/trail';
import {
  type DataKey,
  InstallationSealer,
  type KeyContext,
  KeyUnavailable,
  KeyVault,
  LocalKeyring,
} from '#platform/vault';
import { contextOf, openTestDatabase, type TestDatabase } from '../../../../../test/harness/test-database.js';
import { DataKeyRepository } from './data-key.repository.js';
import { DataKeySource } from './data-key-source.js';
import { DataKeyService } from './data-key.service.js';
import { OrgSealer } from './org-sealer.js';

/** A vault outside our control: it counts who asks, and can be taken away. */
class CustomersVault extends KeyVault {
  override readonly name = 'local';
  asked = 0;
  isRevoked = false;
  private readonly keyring = new LocalKeyring(randomBytes(32));

  override generateDataKey(context: KeyContext): Promise<DataKey> {
    return this.answer(() => this.keyring.generateDataKey(context));
  }

  override decrypt(wrapped: Uint8Array, context: KeyContext): Promise<KeyObject> {
    return this.answer(() => this.keyring.decrypt(wrapped, context));
  }

  private async answer<T>(give: () => Promise<T>): Promise<T> {
    this.asked += 1;
    await Promise.resolve();
    if (this.isRevoked) throw new KeyUnavailable('The key is disabled.');
    return give();
  }
}

class TestClock extends Clock {
  ms = Date.parse('2030-01-01T00:00:00Z');
  override now(): Date {
    return new Date(this.ms);
  }
}

let database: TestDatabase;
let trail: Trail;
beforeAll(async () => {
  database = await openTestDatabase();
  trail = new Trail(new Ledger(new InstallationSealer(randomBytes(32)), database.signal, new SystemClock()));
});
afterAll(() => database.close());

/** As many processes as are asked for, over one database and one vault. */
function processes(count: number) {
  const [vault, clock, repository] = [new CustomersVault(), new TestClock(), new DataKeyRepository(database.signal)];
  const sealers = Array.from(
    { length: count },
    () => new OrgSealer(new DataKeySource(database.db, vault, repository, clock), clock, database.signal),
  );
  const service = new DataKeyService(database.db, repository, vault, trail);
  return { vault, clock, service, sealers, sealer: sealers[0]! };
}
const PURPOSE = 'event-content';
const ivOf = (sealed: Buffer): string => sealed.subarray(1, 17).toString('hex');

describe('OrgSealer', () => {
  it('opens in any process what another sealed, also when all make the first key at once', async () => {
    const orgId = await database.createOrg();
    const { sealers } = processes(4);
    const sealed = await Promise.all(
      sealers.map(async (sealer) => (await sealer.sealFor({ orgId }, PURPOSE)).seal('e1', Buffer.from('secret'))),
    );
    expect(new Set(sealed.map(ivOf)).size).toBe(4);
    for (const one of sealed) {
      for (const sealer of sealers)
        expect((await sealer.open({ orgId }, PURPOSE, { subject: 'e1', sealed: one })).toString()).toBe('secret');
    }
    const listed = await processes(1).service.list(contextOf(orgId));
    expect(listed).toMatchObject([{ purpose: PURPOSE, version: 1, state: 'active' }]);
  });

  it('asks the vault once, however many ask at once', async () => {
    const orgId = await database.createOrg();
    const { vault, sealer } = processes(1);
    await sealer.sealFor({ orgId }, PURPOSE);
    const first = vault.asked;
    const source = new DataKeySource(database.db, vault, new DataKeyRepository(database.signal), new TestClock());
    const other = new OrgSealer(source, new TestClock(), database.signal);
    const sealed = (await sealer.sealFor({ orgId }, PURPOSE)).seal('e1', Buffer.from('x'));
    await Promise.all(Array.from({ length: 100 }, () => other.sealFor({ orgId }, PURPOSE)));
    await Promise.all(Array.from({ length: 100 }, () => other.open({ orgId }, PURPOSE, { subject: 'e1', sealed })));
    expect(first).toBe(2);
    expect(vault.asked).toBe(3);
  });

  it('never repeats an IV, whichever process starts anew and however often', async () => {
    const orgId = await database.createOrg();
    const { clock, sealer } = processes(1);
    const ivs: string[] = [];
    for (let restart = 0; restart < 5; restart += 1) {
      for (let i = 0; i < 10; i += 1)
        ivs.push(ivOf((await sealer.sealFor({ orgId }, PURPOSE)).seal('e', Buffer.of(1))));
      clock.ms += 6 * 60_000;
    }
    expect(new Set(ivs).size).toBe(50);
  });

  it('works on without its vault for five minutes and no longer', async () => {
    const orgId = await database.createOrg();
    const { vault, clock, sealer } = processes(1);
    const sealed = (await sealer.sealFor({ orgId }, PURPOSE)).seal('e1', Buffer.from('secret'));
    vault.isRevoked = true;
    clock.ms += 4 * 60_000;
    expect((await sealer.open({ orgId }, PURPOSE, { subject: 'e1', sealed })).toString()).toBe('secret');
    clock.ms += 61_000;
    await expect(sealer.open({ orgId }, PURPOSE, { subject: 'e1', sealed })).rejects.toThrow(KeyUnavailable);
    await expect(sealer.sealFor({ orgId }, PURPOSE)).rejects.toThrow(KeyUnavailable);
    vault.isRevoked = false;
    clock.ms += 6_000;
    expect((await sealer.open({ orgId }, PURPOSE, { subject: 'e1', sealed })).toString()).toBe('secret');
  });

  it('does not besiege a vault that refuses', async () => {
    const orgId = await database.createOrg();
    const { vault, sealer } = processes(1);
    vault.isRevoked = true;
    for (let i = 0; i < 20; i += 1) await expect(sealer.sealFor({ orgId }, PURPOSE)).rejects.toThrow(KeyUnavailable);
    expect(vault.asked).toBe(1);
  });

  it('opens nothing of another org', async () => {
    const [one, two] = [await database.createOrg(), await database.createOrg()];
    const { sealer } = processes(1);
    const sealed = (await sealer.sealFor({ orgId: one }, PURPOSE)).seal('e1', Buffer.from('secret'));
    await sealer.sealFor({ orgId: two }, PURPOSE);
    await expect(sealer.open({ orgId: two }, PURPOSE, { subject: 'e1', sealed })).rejects.toThrow(SealBroken);
  });
});

describe('rotation', () => {
  it('seals anew and still opens the old, in every process, and is written down', async () => {
    const orgId = await database.createOrg();
    const { service, sealers } = processes(2);
    const seal = () =>
      Promise.all(
        sealers.map(async (sealer) => (await sealer.sealFor({ orgId }, PURPOSE)).seal('e1', Buffer.from('secret'))),
      );
    const before = await seal();
    const told = new Promise<void>((hear) => {
      let heard = 0;
      database.signal.on('key.rotated', ({ orgId: whose }) => {
        heard += whose === orgId ? 1 : 0;
        if (heard === 1) hear();
      });
    });
    await service.rotate(contextOf(orgId), PURPOSE);
    await told;
    const after = await seal();
    expect(after.map((sealed) => sealed.readUInt32BE(1))).toEqual([2, 2]);
    for (const sealed of [...before, ...after]) {
      expect((await sealers[0]!.open({ orgId }, PURPOSE, { subject: 'e1', sealed })).toString()).toBe('secret');
    }
    expect((await service.list(contextOf(orgId))).map(({ version, state }) => [version, state])).toEqual([
      [2, 'active'],
      [1, 'retired'],
    ]);
  });

  it('gives one key when two rotate at once', async () => {
    const orgId = await database.createOrg();
    const { service, sealer } = processes(1);
    await sealer.sealFor({ orgId }, PURPOSE);
    const done = await Promise.allSettled([
      service.rotate(contextOf(orgId), PURPOSE),
      service.rotate(contextOf(orgId), PURPOSE),
    ]);
    expect(done.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect((await service.list(contextOf(orgId))).filter(({ state }) => state === 'active')).toHaveLength(1);
  });

  it('changes nothing when the vault refuses', async () => {
    const orgId = await database.createOrg();
    const { service, sealer, vault } = processes(1);
    await sealer.sealFor({ orgId }, PURPOSE);
    vault.isRevoked = true;
    await expect(service.rotate(contextOf(orgId), PURPOSE)).rejects.toThrow(KeyUnavailable);
    expect(await service.list(contextOf(orgId))).toHaveLength(1);
  });
});
