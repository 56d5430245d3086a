// The floor of intake: raw node:http, one token looked up, gunzip, a slicer written for exactly this request, a leaf hashed and appended,
// each record encrypted, binary COPY and the frontier in one transaction, then 200. What a product must do besides, it leaves out.
//   node floors-raw-ingest.mjs POSTGRES_URL        prints {"port":…}
import { createCipheriv, createSecretKey, hash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { copyInto } from './copy.mjs';
import { openDoor } from './ingest-door.mjs';

const ORG = '01980000-0000-7000-8000-0000000000ff';
const pool = new pg.Pool({ connectionString: process.argv[2], max: 4 });
await pool.query(`
  create table raw_entries (org_id uuid not null, index bigint not null, occurred_at timestamptz not null, kind text not null, event_id text not null, session text,
    leaf_hash bytea not null, iv bytea not null, sealed bytea not null, tag bytea not null, primary key (org_id, index));
  create index on raw_entries (org_id, occurred_at);
  create table raw_state (org_id uuid primary key, size numeric, frontier bytea);`);
await pool.query(`insert into raw_state values ($1, 0, '')`, [ORG]);
const key = createSecretKey(randomBytes(32));
const salt = randomBytes(4);
let [counter, size, frontier] = [0n, 0, []];
const node = Buffer.alloc(65);
node[0] = 1;

function append(leaf) {
  let found = leaf;
  for (let rest = size++; rest & 1; rest >>= 1) {
    node.set(frontier.pop(), 1);
    node.set(found, 33);
    found = hash('sha256', node, 'buffer');
  }
  frontier.push(found);
}

function seal(record, aad) {
  const iv = Buffer.allocUnsafe(12);
  salt.copy(iv);
  iv.writeBigUInt64BE(counter++, 4);
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(aad);
  const sealed = cipher.update(record);
  cipher.final();
  return [iv, sealed, cipher.getAuthTag()];
}

/** Every field of a protobuf message: number, wire type, where its bytes begin and end. */
function* fields(bytes, from, to) {
  let at = from;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++];
      value += (byte & 127) * scale;
      if (byte < 128) return value;
      scale *= 128;
    }
  };
  while (at < to) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) {
      varint();
      continue;
    }
    const length = type === 2 ? varint() : type === 1 ? 8 : 4;
    yield { field: tag >>> 3, from: at, to: at + length };
    at += length;
  }
}

function* records(bytes) {
  for (const resource of fields(bytes, 0, bytes.length))
    for (const scope of fields(bytes, resource.from, resource.to))
      if (scope.field === 2)
        for (const record of fields(bytes, scope.from, scope.to)) if (record.field === 2) yield record;
}

function indexed(bytes, record) {
  const found = { time: 0, kind: '', id: '', session: null };
  for (const { field, from, to } of fields(bytes, record.from, record.to)) {
    if (field === 1) found.time = Number(bytes.readBigUInt64LE(from) / 1_000_000n);
    else if (field === 12) found.kind = bytes.utf8Slice(from, to);
    else if (field === 6) {
      const [name, value] = fields(bytes, from, to);
      const word = bytes.latin1Slice(name.from, name.to);
      if (word !== 'castellan.event.id' && word !== 'session.id') continue;
      const [text] = fields(bytes, value.from, value.to);
      found[word === 'session.id' ? 'session' : 'id'] = bytes.utf8Slice(text.from, text.to);
    }
  }
  return found;
}

async function ingest(bytes) {
  const rows = [];
  for (const record of records(bytes)) {
    const { time, kind, id, session } = indexed(bytes, record);
    const raw = bytes.subarray(record.from, record.to);
    const prefixed = Buffer.allocUnsafe(raw.length + 1);
    prefixed[0] = 0;
    raw.copy(prefixed, 1);
    const leaf = hash('sha256', prefixed, 'buffer');
    rows.push([{ uuid: ORG }, { int8: size }, { time }, kind, id, session, leaf, ...seal(raw, leaf)]);
    append(leaf);
  }
  const client = await pool.connect();
  try {
    await client.query('begin');
    await copyInto(client, 'copy raw_entries from stdin (format binary)', rows);
    await client.query({
      name: 'state',
      text: 'update raw_state set size = $2, frontier = $3 where org_id = $1',
      values: [ORG, size, Buffer.concat(frontier)],
    });
    await client.query('commit');
  } finally {
    client.release();
  }
}

openDoor(ingest);
