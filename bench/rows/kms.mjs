// What intake asks of the vault that wraps the orgs' keys: AWS KMS gives a whole account ten thousand calls a second, whoever makes them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { DataKeyRepository, DataKeySource, OrgSealer } from '#features/keys';
import { migrate, openDatabases, prepareLogins, startEmbeddedPostgres } from '#platform/database';
import { LocalKeyring } from '#platform/vault';

const ORGS = 500;
/** Requests of one org that arrive in the same moment. */
const AT_ONCE = 20;
const TTL_MS = 5 * 60_000;
const OUTAGE_MS = 60_000;
const PURPOSE = 'event-content';
const masterKey = new Uint8Array(32).fill(7);
const orgs = Array.from({ length: ORGS }, (_, n) => `01980000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`);

/** A vault that counts what it is asked, and can be away. */
class CountedVault extends LocalKeyring {
  calls = 0;
  isAway = false;

  generateDataKey(context) {
    this.calls += 1;
    return super.generateDataKey(context);
  }

  decrypt(wrapped, context) {
    this.calls += 1;
    return this.isAway ? Promise.reject(new Error('The vault is away.')) : super.decrypt(wrapped, context);
  }
}

async function measure() {
  const folder = mkdtempSync(join(tmpdir(), 'castellan-bench-'));
  const server = await startEmbeddedPostgres({ folder, password: 'bench' });
  await migrate(server.ownerUrl, new URL('../../prisma/migrations', import.meta.url).pathname);
  const databases = openDatabases(await prepareLogins(server.ownerUrl, masterKey));
  const owner = new Client({ connectionString: server.ownerUrl });
  await owner.connect();
  await owner.query(
    `insert into orgs (id, slug, name, created_at) select id, 'o-' || id, 'Bench', now() from unnest($1::uuid[]) as id`,
    [orgs],
  );
  let now = Date.UTC(2030, 0, 1);
  const clock = { now: () => new Date(now) };
  const vault = new CountedVault(masterKey);
  const repository = new DataKeyRepository(databases.signal);
  /** A process of its own: nothing that it knows of keys is shared. */
  const processOf = () =>
    new OrgSealer(new DataKeySource(databases.orgs, vault, repository, clock), clock, databases.signal);
  const askAll = async (sealer) => {
    const before = vault.calls;
    for (const orgId of orgs)
      await Promise.all(Array.from({ length: AT_ONCE }, () => sealer.sealFor({ orgId }, PURPOSE)));
    return (vault.calls - before) / ORGS;
  };
  try {
    // The first process makes the keys.
    await askAll(processOf());
    const sealer = processOf();
    const ours = [await askAll(sealer)];
    vault.isAway = true;
    now += OUTAGE_MS;
    const duringOutage = await askAll(sealer);
    if (duringOutage > 0) throw new Error('The vault was asked again within its time.');
    vault.isAway = false;
    now += TTL_MS;
    ours.push(await askAll(sealer));
    return { ours };
  } finally {
    await owner.end();
    await databases.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const row = {
  name: 'kms-calls',
  what: `calls of the vault for each org and process in five minutes, ${AT_ONCE} requests at once, and none while it is away for a minute (2f)`,
  unit: 'calls',
  better: 'less',
  required: 1,
  stretch: 1,
  measure,
};
