// What evidence costs the database: inserting under row-level security with every index, and reading a page of a million rows.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Seal, openSealed } from '#engines/envelope';
import { EntryReader } from '#features/audit';
import { migrate, openDatabases, prepareLogins, startEmbeddedPostgres } from '#platform/database';
import { EntryBatch, entryOf, Ledger } from '#platform/trail';
import { InstallationSealer } from '#platform/vault';
import { copyInto } from '../copy.mjs';

const BATCH = 500;
const ROUND_MS = 1_500;
const PAIRS = 3;
const masterKey = new Uint8Array(32).fill(7);
const ORG = '01980000-0000-7000-8000-0000000000ff';

/** A migrated PostgreSQL with one org; durable, as in production. */
async function openGround() {
  const folder = mkdtempSync(join(tmpdir(), 'castellan-bench-'));
  const server = await startEmbeddedPostgres({ folder, password: 'bench' });
  await migrate(server.ownerUrl, new URL('../../prisma/migrations', import.meta.url).pathname);
  const urls = await prepareLogins(server.ownerUrl, masterKey);
  const databases = openDatabases(urls);
  const owner = new Client({ connectionString: server.ownerUrl });
  await owner.connect();
  await owner.query(`insert into orgs (id, slug, name, created_at) values ($1, 'bench', 'Bench', now())`, [ORG]);
  const quiet = { notify: () => Promise.resolve(), on: () => () => undefined };
  const ledger = new Ledger(new InstallationSealer(masterKey), quiet, { now: () => new Date() });
  return {
    databases,
    owner,
    ledger,
    async close() {
      await owner.end();
      await databases.close();
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let serial = 0;
const id = () => `01980000-0000-7000-8000-${(serial++).toString(16).padStart(12, '0')}`;
const sealed = Array.from({ length: 64 }, () => randomBytes(600));
const KINDS = ['allow', 'allow', 'allow', 'ask', 'reject'];

function entries(count) {
  return Array.from({ length: count }, (_, i) => {
    const person = `01980000-0000-7000-8000-00000001${(serial % 200).toString(16).padStart(4, '0')}`;
    const effect = KINDS[i % 5];
    return entryOf(
      {
        id: id(),
        org: ORG,
        kind: 'tool.decision',
        at: new Date(Date.UTC(2026, 0, 1) + serial * 100).toISOString(),
        receivedAt: '2027-01-01T00:00:00.000Z',
        actor: { kind: 'person', id: person, label: `dev${serial % 200}@example.com` },
        machine: { id: person, label: `mbp-${serial % 200}` },
        session: {
          id: `01980000-0000-7000-8000-0002${Math.floor(serial / 100)
            .toString(16)
            .padStart(8, '0')}`,
          name: 's',
        },
        agent: 'codex',
        tool: 'shell',
        toolKind: 'shell',
        decision: {
          effect,
          mode: 'enforce',
          reason: 'The workspace is open.',
          risk: 'low',
          rules: ['workspace'],
          wouldBe: effect,
        },
        content: 'ab'.repeat(32),
      },
      sealed[i & 63],
    );
  });
}

/** Rows in a second, made beforehand so that only the database's part is measured. */
async function rate(insert, make) {
  await insert(make(BATCH));
  const ready = Array.from({ length: 200 }, () => make(BATCH));
  let rows = 0;
  const begun = performance.now();
  for (const batch of ready) {
    await insert(batch);
    rows += BATCH;
    if (performance.now() - begun > ROUND_MS) break;
  }
  return (rows * 1_000) / (performance.now() - begun);
}

const BARE_COLUMNS =
  'org_id, index, event_id, leaf, leaf_hash, kind, occurred_at, actor_id, machine_id, agent, tool, effect, sealed';
const bareTable = (name) => `
  drop table if exists ${name};
  create table ${name} (org_id uuid not null, index bigint not null, event_id uuid not null, leaf text not null, leaf_hash bytea not null, kind text not null,
    occurred_at timestamptz not null, actor_id text not null, machine_id text, agent text, tool text, effect text, sealed bytea, primary key (org_id, index));
  create index ${name}_time on ${name} (org_id, occurred_at);`;

let place = 0;
const bareRow = ({ event, leaf, hash, facets, sealed: bytes }) => [
  { uuid: ORG },
  { int8: place++ },
  { uuid: event.id },
  leaf,
  hash,
  facets.kind,
  { time: facets.occurredAt },
  facets.actorId,
  facets.machineId,
  facets.agent,
  facets.tool,
  facets.effect,
  bytes,
];

async function insertPairs() {
  const ground = await openGround();
  const { databases, owner, ledger } = ground;
  const append = (batch) => databases.hot.within({ orgId: ORG }, (tx) => ledger.append(tx, ORG, EntryBatch.of(batch)));
  const copy = (batch) => copyInto(owner, `copy bare (${BARE_COLUMNS}) from stdin (format binary)`, batch.map(bareRow));
  const [ours, theirs] = [[], []];
  for (let n = 0; n < PAIRS; n += 1) {
    await owner.query(bareTable('bare'));
    theirs.push(await rate(copy, entries));
    ours.push(await rate(append, entries));
  }
  await ground.close();
  return { ours, theirs };
}

const insert = {
  name: 'ledger-insert',
  what: `entries appended with content, tree, checkpoint, read models and row-level security in batches of ${BATCH}, beside binary COPY into a bare table with key and time index`,
  unit: 'rows/s',
  better: 'more',
  required: 0.6,
  stretch: 0.8,
  measure: insertPairs,
};

const ROWS = 1_000_000;

const page = {
  name: 'audit-page',
  what: 'a page of 50 entries of a million, with its contents opened, beside raw SQL and 50 decryptions',
  unit: 'ms',
  better: 'less',
  required: 6,
  stretch: 4,
  async measure() {
    const ground = await openGround();
    const { databases, owner, ledger } = ground;
    // Two thousand are appended as they would be; the rest are copies of them, put in by the owner: a page asks for order, not for proofs.
    for (let n = 0; n < 4; n += 1)
      await databases.hot.within({ orgId: ORG }, (tx) => ledger.append(tx, ORG, EntryBatch.of(entries(BATCH))));
    await owner.query(
      `insert into ledger_entries (org_id, index, event_id, leaf, leaf_hash, kind, occurred_at, actor_id, machine_id, session_id, agent, tool, effect, rules)
       select org_id, index + n * 2000, gen_random_uuid(), leaf, leaf_hash, kind, occurred_at + n * interval '200 seconds', actor_id, machine_id, session_id, agent, tool, effect, rules
       from ledger_entries, generate_series(1, ${ROWS / 2_000 - 1}) as n where org_id = $1`,
      [ORG],
    );
    await owner.query('vacuum analyze ledger_entries');
    const { createSecretKey } = await import('node:crypto');
    const key = createSecretKey(randomBytes(32));
    const context = { org: ORG, purpose: 'event-content' };
    const ciphertext = new Seal(key, { keyVersion: 1, invocation: 1 }, context).seal('s', randomBytes(600));
    const reader = new EntryReader();
    const searches = [{}, { effect: 'reject' }, { person: '01980000-0000-7000-8000-000000010007' }, { q: 'dev42@' }];
    const someday = (i) => ({ occurredAt: new Date(Date.UTC(2026, 0, 1) + ((i * 7_919_000) % 90_000_000)), index: 0 });
    const ourPage = async (i) => {
      await databases.hot.within({ orgId: ORG }, (tx) =>
        reader.page(tx, { orgId: ORG }, searches[i % 4], { after: someday(i), limit: 50, span: 4_000 }),
      );
      for (let n = 0; n < 50; n += 1) openSealed(key, context, 's', ciphertext);
    };
    const theirPage = async (i) => {
      await owner.query({
        name: 'floor',
        text: 'select index, leaf, occurred_at from ledger_entries where org_id = $1 and occurred_at < $2 order by occurred_at desc limit 50',
        values: [ORG, someday(i).occurredAt],
      });
      for (let n = 0; n < 50; n += 1) openSealed(key, context, 's', ciphertext);
    };
    const [ours, theirs] = [[], []];
    for (let n = 0; n < 5; n += 1) {
      theirs.push(await p50(theirPage));
      ours.push(await p50(ourPage));
    }
    await ground.close();
    return { ours, theirs };
  },
};

async function p50(once) {
  const times = [];
  for (let i = 0; i < 200; i += 1) {
    const begun = performance.now();
    await once(i);
    times.push(performance.now() - begun);
  }
  return times.sort((a, b) => a - b)[100];
}

const indexes = {
  name: 'search-cost',
  what: 'rows inserted with the full set of indexes, beside the same table with key and time index',
  unit: 'rows/s',
  better: 'more',
  required: 0.4,
  stretch: 0.55,
  async measure() {
    const ground = await openGround();
    const { owner } = ground;
    const into = (table) => (batch) =>
      copyInto(owner, `copy ${table} (${BARE_COLUMNS}) from stdin (format binary)`, batch.map(bareRow));
    const [ours, theirs] = [[], []];
    for (let n = 0; n < PAIRS; n += 1) {
      await owner.query(bareTable('plain'));
      await owner.query(bareTable('indexed'));
      // As on ledger_entries: an event once, a person's part, a session's (here by machine).
      await owner.query('create unique index on indexed (org_id, event_id)');
      await owner.query('create index on indexed (org_id, actor_id, occurred_at, index)');
      await owner.query('create index on indexed (org_id, machine_id, occurred_at, index)');
      theirs.push(await rate(into('plain'), entries));
      ours.push(await rate(into('indexed'), entries));
    }
    await ground.close();
    return { ours, theirs };
  },
};

export const rows = [insert, indexes, page];
