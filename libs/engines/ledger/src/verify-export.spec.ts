import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signCheckpoint } from './checkpoint.js';
import { contentDigest } from './content-digest.js';
import type { LedgerEvent } from './event.js';
import { appendLeaves, EMPTY_FRONTIER } from './frontier.js';
import { leafHash } from './hash.js';
import { LEAF_TAG, leafOf } from './leaf.js';
import { inclusionProof } from './proof.js';
import { type NoteSigner, rawPublicKey } from './signed-note.js';
import { type ExportReport, verifyExport } from './verify-export.js';

type Files = Record<string, string | Buffer>;

function signerNamed(name: string): NoteSigner {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { name, privateKey, publicKey: rawPublicKey(privateKey) };
}
const signer = signerNamed('castellan/acme');
const COUNT = 300;
const secrets = Array.from({ length: COUNT }, (_, i) => ({
  salt: Buffer.alloc(32, i),
  content: Buffer.from(`{"command":"ls ${i}"}`),
}));
const events = secrets.map(({ salt, content }, i): LedgerEvent => ({
  id: `e${i}`,
  org: 'acme',
  kind: 'tool.decision',
  at: '2026-01-02T03:04:05.678Z',
  receivedAt: '2026-01-02T03:04:06.000Z',
  actor: { id: 'm1', kind: 'machine', label: 'mbp-ada' },
  content: contentDigest(salt, content).toString('hex'),
}));
const leaves = events.map(leafOf);
const hashes = leaves.map((leaf) => leafHash(Buffer.from(leaf)));
const { root } = appendLeaves(EMPTY_FRONTIER, hashes);
const manifest = {
  schema: 'castellan.export/v1',
  org: { id: '01890000-0000-7000-8000-000000000001', slug: 'acme' },
  exportedAt: '2026-01-03T00:00:00.000Z',
};
const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('');
const bare = (leaf: string): string => leaf.slice(LEAF_TAG.length);
const contentLines = secrets.map(({ salt, content }, index) =>
  JSON.stringify({ index, salt: salt.toString('base64'), content: content.toString('base64') }),
);
const keysOf = ({ name, publicKey }: NoteSigner): string =>
  JSON.stringify({
    ledger: [{ name, keyid: '0011223344556677', publicKey: Buffer.from(publicKey).toString('base64') }],
  });

const whole = (): Files => ({
  'manifest.json': JSON.stringify({ ...manifest, kind: 'whole', entries: COUNT, hasContents: true }),
  checkpoint: signCheckpoint({ origin: signer.name, size: COUNT, root }, signer),
  'keys.json': keysOf(signer),
  'entries.ndjson': lines(leaves.map(bare)),
  'leaf-hashes.bin': Buffer.concat(hashes),
  'contents.ndjson': lines(contentLines),
});

async function excerpt(indexes: readonly number[]): Promise<Files> {
  const readTile = ({ index, level, width }: { index: number; level: number; width: number }) =>
    Promise.resolve(
      level === 0
        ? Buffer.concat(hashes.slice(index * 256, index * 256 + width))
        : appendLeaves(EMPTY_FRONTIER, hashes.slice(0, 256)).root,
    );
  const entries = await Promise.all(
    indexes.map(async (index) => ({
      index,
      leaf: bare(leaves[index]!),
      proof: (await inclusionProof(index, COUNT, readTile)).map((hash) => Buffer.from(hash).toString('base64')),
    })),
  );
  return {
    ...whole(),
    'manifest.json': JSON.stringify({ ...manifest, kind: 'excerpt', entries: indexes.length, hasContents: true }),
    'entries.ndjson': lines(entries.map((entry) => JSON.stringify(entry))),
    'contents.ndjson': lines(indexes.map((index) => contentLines[index]!)),
  };
}

/** Files come in pieces of any size, as from a disk. */
async function* inPieces(file: string | Buffer, size = 1_000): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(file);
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
const check = (files: Files, trusted: readonly NoteSigner[] = [signer], piece?: number): Promise<ExportReport> =>
  verifyExport((name) => (files[name] === undefined ? null : inPieces(files[name], piece)), trusted);
const found = ({ faults }: ExportReport) => faults.map(({ code, index }) => [code, index]);
const without = (index: number): string => lines(leaves.map(bare).toSpliced(index, 1));

describe('an untouched export', () => {
  it('is found whole, entry by entry and content by content', async () => {
    expect(await check(whole())).toMatchObject({
      ok: true,
      size: COUNT,
      entries: COUNT,
      contents: COUNT,
      faults: [],
      key: { trusted: true },
    });
  });

  it('is found whole however its bytes are cut', async () => {
    for (const piece of [1, 7, 4_096, 1e6]) expect((await check(whole(), [signer], piece)).ok).toBe(true);
  });

  it('may be an excerpt with proofs', async () => {
    expect(await check(await excerpt([0, 17, 255, 256, 299]))).toMatchObject({
      ok: true,
      kind: 'excerpt',
      entries: 5,
      contents: 5,
      faults: [],
    });
  });

  it('says so when nobody vouches for the key', async () => {
    expect(await check(whole(), [])).toMatchObject({ ok: true, key: { name: signer.name, trusted: false } });
  });

  it('counts contents that were erased or could not be read', async () => {
    const contents = contentLines.map((line, i) =>
      i % 3 === 0 ? JSON.stringify({ index: i, state: 'erased' }) : line,
    );
    expect(await check({ ...whole(), 'contents.ndjson': lines(contents) })).toMatchObject({
      ok: true,
      erased: 100,
      contents: 200,
    });
  });
});

describe('a tampered export', () => {
  it('names the entry that was altered', async () => {
    const entries = leaves.map(bare).with(123, bare(leaves[123]!).replace('mbp-ada', 'mbp-eve'));
    expect(found(await check({ ...whole(), 'entries.ndjson': lines(entries) }))).toEqual([['entry.altered', 123]]);
  });

  it('names the entry that is missing', async () => {
    const report = await check({ ...whole(), 'entries.ndjson': without(200) });
    expect(found(report)).toContainEqual(['entry.missing', 200]);
  });

  it('names entries that changed places', async () => {
    const swapped = leaves.map(bare).with(10, bare(leaves[11]!)).with(11, bare(leaves[10]!));
    expect(found(await check({ ...whole(), 'entries.ndjson': lines(swapped), 'contents.ndjson': '' }))).toContainEqual([
      'entry.moved',
      10,
    ]);
  });

  it('tells an entry that the ledger never took', async () => {
    const report = await check({
      ...whole(),
      'entries.ndjson': lines(leaves.map(bare).toSpliced(50, 0, '{"forged":true}')),
    });
    expect(found(report)).toContainEqual(['entry.inserted', 50]);
  });

  it('tells a tail that was cut off, also when the hashes were cut with it', async () => {
    const cut = {
      'entries.ndjson': lines(leaves.slice(0, -5).map(bare)),
      'leaf-hashes.bin': Buffer.concat(hashes.slice(0, -5)),
    };
    const manifestOf = JSON.stringify({ ...manifest, kind: 'whole', entries: COUNT - 5, hasContents: false });
    expect(found(await check({ ...whole(), ...cut, 'manifest.json': manifestOf }))).toEqual([
      ['checkpoint.root', null],
    ]);
  });

  it('is refused when entry and hash were altered together', async () => {
    const forged = bare(leaves[7]!).replace('mbp-ada', 'mbp-eve');
    const files = {
      'entries.ndjson': lines(leaves.map(bare).with(7, forged)),
      'leaf-hashes.bin': Buffer.concat(hashes.with(7, leafHash(Buffer.from(LEAF_TAG + forged)))),
    };
    expect(found(await check({ ...whole(), ...files, 'contents.ndjson': '' }))).toEqual([['checkpoint.root', null]]);
  });

  it('is refused when the whole ledger was written anew under another key', async () => {
    const other = signerNamed(signer.name);
    const files = {
      checkpoint: signCheckpoint({ origin: other.name, size: COUNT, root }, other),
      'keys.json': keysOf(other),
    };
    expect(await check({ ...whole(), ...files })).toMatchObject({ ok: false, faults: [{ code: 'checkpoint.forged' }] });
  });

  it('is refused when the checkpoint was altered', async () => {
    const checkpoint = (whole()['checkpoint'] as string).replace('\n300\n', '\n299\n');
    expect(await check({ ...whole(), checkpoint })).toMatchObject({
      ok: false,
      faults: [{ code: 'checkpoint.forged' }],
    });
  });

  it('names the content that is not what was committed to', async () => {
    const contents = contentLines.with(42, contentLines[43]!.replace('"index":43', '"index":42'));
    expect(found(await check({ ...whole(), 'contents.ndjson': lines(contents) }))).toEqual([['content.altered', 42]]);
  });

  it('tells a content that belongs to no entry', async () => {
    const contents = [...contentLines, JSON.stringify({ index: 999, state: 'erased' })];
    expect(found(await check({ ...whole(), 'contents.ndjson': lines(contents) }))).toEqual([['content.altered', 999]]);
  });

  it('names the excerpted entry whose proof does not hold', async () => {
    const files = await excerpt([3, 4, 5]);
    const entries = (files['entries.ndjson'] as string).replace('"index":4', '"index":6');
    expect(found(await check({ ...files, 'entries.ndjson': entries, 'contents.ndjson': '' }))).toEqual([
      ['proof.wrong', 6],
    ]);
  });

  it.each(['manifest.json', 'checkpoint', 'keys.json', 'entries.ndjson', 'leaf-hashes.bin'])(
    'is refused without %s',
    async (name) => {
      const files = Object.fromEntries(Object.entries(whole()).filter(([file]) => file !== name));
      expect(await check(files)).toMatchObject({ ok: false, faults: [{ code: 'export.unreadable' }] });
    },
  );

  it('never passes, and never throws, whichever byte is changed', async () => {
    const files = whole();
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('checkpoint', 'entries.ndjson', 'leaf-hashes.bin', 'contents.ndjson'),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (name, at, by) => {
          const bytes = Buffer.from(files[name]!);
          bytes[at % bytes.length]! ^= by;
          expect((await check({ ...files, [name]: bytes }, [signer], 64_000)).ok).toBe(false);
        },
      ),
      { numRuns: 60 },
    );
  });
});
