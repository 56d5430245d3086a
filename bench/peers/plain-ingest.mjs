// Intake as it is built without much thought: protobufjs makes objects of the request, each record becomes JSON, is hashed and sealed, and Prisma inserts
// them with `createMany`. What a product must do besides, it leaves out.
//   node plain-ingest.mjs POSTGRES_URL        prints {"port":…}
import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash, createSecretKey, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { openDoor } from '../ingest-door.mjs';
import { LogsRequest } from '../logs-request.mjs';

const root = join(fileURLToPath(import.meta.url), '../../..');
const require = createRequire(import.meta.url);
const prismaProgram = require.resolve('prisma/build/index.js');
// The engine is never run: see scripts/generate.mjs.
execFileSync(process.execPath, [prismaProgram, 'generate', '--schema', 'bench/peers/plain-ingest.prisma'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'pipe'],
  env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
});
const { PrismaClient } = require(join(root, '.cache/bench/plain-ingest'));

const ORG = '01980000-0000-7000-8000-0000000000ff';
const connectionString = process.argv[2];
const owner = new pg.Client({ connectionString });
await owner.connect();
await owner.query(`
  create table plain_entries (org_id uuid not null, index bigint not null, occurred_at timestamptz(3) not null, kind text not null, event_id text not null, session text,
    leaf_hash bytea not null, iv bytea not null, sealed bytea not null, tag bytea not null, primary key (org_id, index));
  create index on plain_entries (org_id, occurred_at);`);
await owner.end();
const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString, max: 4 }) });
const digest = (bytes) => createHash('sha256').update(bytes).digest();
const key = createSecretKey(randomBytes(32));
let [size, frontier] = [0, []];

function append(leaf) {
  let found = leaf;
  for (let rest = size++; rest & 1; rest >>= 1) found = digest(Buffer.concat([Buffer.of(1), frontier.pop(), found]));
  frontier.push(found);
}

function rowOf(record) {
  const json = Buffer.from(JSON.stringify(record));
  const attributes = new Map(record.attributes.map(({ key: name, value }) => [name, value?.stringValue]));
  const leafHash = digest(Buffer.concat([Buffer.of(0), json]));
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(leafHash);
  const sealed = Buffer.concat([cipher.update(json), cipher.final()]);
  const row = {
    ...{ orgId: ORG, index: BigInt(size), occurredAt: new Date(Number(BigInt(record.timeUnixNano) / 1_000_000n)) },
    ...{ kind: record.eventName, eventId: attributes.get('castellan.event.id'), session: attributes.get('session.id') },
    ...{ leafHash, iv, sealed, tag: cipher.getAuthTag() },
  };
  append(leafHash);
  return row;
}

async function ingest(bytes) {
  const request = LogsRequest.toObject(LogsRequest.decode(bytes), { longs: String });
  const records = request.resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
  await prisma.plainEntry.createMany({ data: records.map(rowOf) });
}

openDoor(ingest);
