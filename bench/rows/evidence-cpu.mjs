// What evidence costs the processor: sealing, appending, proving, and checking a whole export offline.
import { createCipheriv, createSecretKey, generateKeyPairSync, hash, randomBytes } from 'node:crypto';
import { Seal } from '#engines/envelope';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  inclusionProof,
  leafHash,
  LEAF_TAG,
  rawPublicKey,
  signCheckpoint,
  tileWidth,
  verifyExport,
  verifyInclusion,
} from '#engines/ledger';

const PAIRS = 9;
const ROUND_MS = 300;

/** Processor time of this process, in microseconds: other work on the machine does not count against either side. */
function used() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** Microseconds of one call, by a round of calls. */
function timed(call) {
  let calls = 0;
  const [begun, before] = [performance.now(), used()];
  do {
    for (let i = 0; i < 200; i += 1) call(calls + i);
    calls += 200;
  } while (performance.now() - begun < ROUND_MS);
  return (used() - before) / calls;
}

/** Both sides in turns, after a round each to warm up. */
function pairs(oursOnce, theirsOnce) {
  const [ours, theirs] = [[], []];
  oursOnce();
  theirsOnce();
  for (let n = 0; n < PAIRS; n += 1) {
    theirs.push(theirsOnce());
    ours.push(oursOnce());
  }
  return { ours, theirs };
}

const records = Array.from({ length: 64 }, () => randomBytes(1_024));
const PREFIXED = records.map((record) => Buffer.concat([Buffer.of(0), record]));

const seal = {
  name: 'seal',
  what: 'sealing a record of 1 KB, beside createCipheriv with a KeyObject and associated data',
  unit: 'µs',
  better: 'less',
  required: 1.3,
  stretch: 1.1,
  measure() {
    const key = createSecretKey(randomBytes(32));
    const ours = new Seal(
      key,
      { keyVersion: 1, invocation: 1 },
      { org: '01980000-0000-7000-8000-000000000001', purpose: 'event-content' },
    );
    const [iv, aad, subject] = [Buffer.alloc(12), randomBytes(48), '01980000-0000-7000-8000-000000000002'];
    let counter = 0;
    return pairs(
      () => timed((i) => ours.seal(subject, records[i & 63])),
      () =>
        timed((i) => {
          iv.writeUInt32BE(counter++ >>> 0, 8);
          const cipher = createCipheriv('aes-256-gcm', key, iv);
          cipher.setAAD(aad);
          const sealed = cipher.update(records[i & 63]);
          cipher.final();
          return [sealed, cipher.getAuthTag()];
        }),
    );
  },
};

const node = Buffer.alloc(65);
node[0] = 1;
const bareNode = (left, right) => {
  node.set(left, 1);
  node.set(right, 33);
  return hash('sha256', node, 'buffer');
};

const merkle = {
  name: 'merkle-append',
  what: 'hashing and appending a leaf of 1 KB, beside a bare RFC 6962 loop',
  unit: 'µs',
  better: 'less',
  required: 1.3,
  stretch: 1.1,
  measure() {
    const BATCH = 512;
    return pairs(
      () => {
        let frontier = EMPTY_FRONTIER;
        const batch = () => {
          const hashes = Array.from({ length: BATCH }, (_, i) => leafHash(records[i & 63]));
          frontier = appendLeaves(frontier, hashes).frontier;
        };
        return batches(batch, BATCH);
      },
      () => {
        const stack = [];
        let size = 0;
        const batch = () => {
          for (let i = 0; i < BATCH; i += 1) {
            let found = hash('sha256', PREFIXED[i & 63], 'buffer');
            for (let rest = size++; rest & 1; rest >>= 1) found = bareNode(stack.pop(), found);
            stack.push(found);
          }
        };
        return batches(batch, BATCH);
      },
    );
  },
};

function batches(batch, size) {
  let done = 0;
  const [begun, before] = [performance.now(), used()];
  while (performance.now() - begun < ROUND_MS) {
    batch();
    done += size;
  }
  return (used() - before) / done;
}

/** All rows of a tree, end to end: the plain way to build one, and what proofs are taken from here. */
function bareTree(hashes) {
  const rows = [hashes];
  for (let row = hashes; row.length > 1; rows.push(row)) {
    const above = [];
    for (let i = 0; i + 1 < row.length; i += 2) above.push(bareNode(row[i], row[i + 1]));
    if (row.length % 2 === 1) above.push(row.at(-1));
    row = above;
  }
  return rows;
}

const LEAVES = 2 ** 20;
let leafHashes;
const someHashes = () => (leafHashes ??= Array.from({ length: LEAVES }, (_, i) => leafHash(Buffer.from(`leaf ${i}`))));

const rebuild = {
  name: 'ledger-rebuild',
  what: 'building the tree over a million leaf hashes, beside a bare loop over rows',
  unit: 's',
  better: 'less',
  required: 1.4,
  stretch: 0.4,
  measure() {
    const hashes = someHashes();
    const inSeconds = (build) => {
      const before = used();
      build();
      return (used() - before) / 1e6;
    };
    const [ours, theirs] = [[], []];
    for (let n = 0; n < 3; n += 1) {
      theirs.push(inSeconds(() => bareTree(hashes)));
      ours.push(inSeconds(() => appendLeaves(EMPTY_FRONTIER, hashes)));
    }
    return { ours, theirs };
  },
};

const inclusion = {
  name: 'inclusion-verify',
  what: 'proofs of inclusion verified in a tree of a million leaves, beside a bare verifier',
  unit: '/s',
  better: 'more',
  required: 0.8,
  stretch: 1.5,
  async measure() {
    const hashes = someHashes();
    const rows = bareTree(hashes);
    const root = rows.at(-1)[0];
    const readTile = ({ level, index }) => {
      const width = tileWidth(LEAVES, level, index);
      return Promise.resolve(Buffer.concat(rows[level * 8].slice(index * 256, index * 256 + width)));
    };
    const proofs = await Promise.all(
      Array.from({ length: 200 }, async (_, i) => {
        const index = (i * 7_919) % LEAVES;
        return { index, hash: hashes[index], path: await inclusionProof(index, LEAVES, readTile) };
      }),
    );
    const bare = ({ index, hash: leaf, path }) => {
      let [fn, sn, found] = [index, LEAVES - 1, leaf];
      for (const beside of path) {
        if (fn & 1 || fn === sn) {
          found = bareNode(beside, found);
          if (!(fn & 1)) while (fn && !(fn & 1)) [fn, sn] = [fn >> 1, sn >> 1];
        } else found = bareNode(found, beside);
        [fn, sn] = [fn >> 1, sn >> 1];
      }
      if (!found.equals(root)) throw new Error('A proof does not hold.');
    };
    const ours = ({ path, ...leaf }) => {
      if (!verifyInclusion(path, leaf, { size: LEAVES, root })) throw new Error('A proof does not hold.');
    };
    const figures = pairs(
      () => timed((i) => ours(proofs[i % 200])),
      () => timed((i) => bare(proofs[i % 200])),
    );
    const perSecond = (all) => all.map((us) => 1e6 / us);
    return { ours: perSecond(figures.ours), theirs: perSecond(figures.theirs) };
  },
};

const ENTRIES = 1_000_000;

const exported = {
  name: 'verify-export',
  what: 'checking an export of a million entries offline: signature, tree and every entry',
  unit: 's',
  better: 'less',
  required: 5,
  stretch: 3.5,
  async measure() {
    const orgId = '01980000-0000-7000-8000-000000000001';
    const lines = [];
    const hashes = [];
    for (let from = 0; from < ENTRIES; from += 1_000) {
      const page = Array.from({ length: 1_000 }, (_, i) => lineOf(orgId, from + i));
      lines.push(Buffer.from(page.map((line) => `${line}\n`).join('')));
      for (const line of page) hashes.push(leafHash(Buffer.from(LEAF_TAG + line)));
    }
    const { privateKey } = generateKeyPairSync('ed25519');
    const signer = { name: `castellan/${orgId}`, privateKey, publicKey: rawPublicKey(privateKey) };
    const { root } = appendLeaves(EMPTY_FRONTIER, hashes);
    const manifest = {
      schema: 'castellan.export/v1',
      kind: 'whole',
      org: { id: orgId },
      exportedAt: '2026-01-01T00:00:00.000Z',
      entries: ENTRIES,
      hasContents: false,
    };
    const key = { name: signer.name, keyid: '0000000000000000', publicKey: signer.publicKey.toString('base64') };
    const files = {
      'manifest.json': [Buffer.from(JSON.stringify(manifest))],
      checkpoint: [Buffer.from(signCheckpoint({ origin: signer.name, size: ENTRIES, root }, signer))],
      'keys.json': [Buffer.from(JSON.stringify({ ledger: [key] }))],
      'entries.ndjson': lines,
      'leaf-hashes.bin': [Buffer.concat(hashes)],
    };
    const open = (name) => files[name] && chunksOf(files[name]);
    const ours = [];
    for (let n = 0; n < 3; n += 1) {
      const begun = performance.now();
      const { ok, entries } = await verifyExport(open, [signer]);
      if (!ok || entries !== ENTRIES) throw new Error('The export was not found whole.');
      ours.push((performance.now() - begun) / 1_000);
    }
    return { ours };
  },
};

const lineOf = (org, i) =>
  `{"actor":{"id":"01980000-0000-7000-8000-00000000000b","kind":"person","label":"dev${i % 200}@example.com"},"agent":"codex","at":"2026-01-01T00:00:00.000Z","decision":{"effect":"allow","mode":"enforce","reason":"Reads inside the workspace.","risk":"low","rules":["read-workspace"],"wouldBe":"allow"},"id":"01980000-0000-7000-8000-${i.toString(16).padStart(12, '0')}","kind":"tool.decision","machine":{"id":"01980000-0000-7000-8000-00000000000a","label":"mbp-${i % 200}"},"org":"${org}","receivedAt":"2026-01-01T00:00:01.000Z","tool":"shell","toolKind":"shell"}`;

async function* chunksOf(chunks) {
  yield* chunks;
}

export const rows = [seal, merkle, inclusion, rebuild, exported];
