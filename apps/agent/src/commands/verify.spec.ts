import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  appendLeaves,
  EMPTY_FRONTIER,
  LEAF_TAG,
  leafHash,
  leafOf,
  type NoteSigner,
  rawPublicKey,
  signCheckpoint,
  verifierKey,
} from '#engines/ledger';
import { SystemClock } from '#kernel';
import { EnrolledMachine } from '../../../../test/harness/enrolled-machine.js';
import { BadArguments, FileRefused } from '../machine/agent.errors.js';
import { readEnrolment, writeEnrolment } from '../machine/enrolment.js';
import { type OpenedMachine, openMachine } from './opened-machine.js';
import { verify } from './verify.js';

const { privateKey } = generateKeyPairSync('ed25519');
const signer: NoteSigner = { name: 'castellan/acme', privateKey, publicKey: rawPublicKey(privateKey) };

function exported(count: number, alter: (entries: string[]) => void = () => undefined): Uint8Array {
  const leaves = Array.from({ length: count }, (_, i) =>
    leafOf({
      id: `e${i}`,
      org: 'acme',
      kind: 'tool.decision',
      at: '2026-01-02T03:04:05.678Z',
      receivedAt: '2026-01-02T03:04:06.000Z',
      actor: { id: 'm1', kind: 'machine', label: 'laptop' },
    }),
  );
  const hashes = leaves.map((leaf) => leafHash(Buffer.from(leaf)));
  const { root } = appendLeaves(EMPTY_FRONTIER, hashes);
  const entries = leaves.map((leaf) => leaf.slice(LEAF_TAG.length));
  alter(entries);
  const files: Record<string, string> = {
    'manifest.json': JSON.stringify({
      schema: 'castellan.export/v1',
      kind: 'whole',
      org: { id: '01890000-0000-7000-8000-000000000001', name: 'Acme' },
      exportedAt: '2026-01-03T00:00:00.000Z',
      entries: count,
      hasContents: false,
    }),
    checkpoint: signCheckpoint({ origin: signer.name, size: count, root }, signer),
    'keys.json': JSON.stringify({
      ledger: [{ name: signer.name, keyid: '00', publicKey: Buffer.from(signer.publicKey).toString('base64') }],
    }),
    'entries.ndjson': entries.map((entry) => `${entry}\n`).join(''),
  };
  const texts = Object.entries(files).map(([name, text]) => [name, strToU8(text)] as const);
  return zipSync({ ...Object.fromEntries(texts), 'leaf-hashes.bin': Buffer.concat(hashes) });
}

let org: EnrolledMachine;
let machine: OpenedMachine;
let file: string;
let lines: string[];
const terminal = { out: (line: string) => lines.push(line), say: () => undefined, browse: () => undefined };
beforeEach(() => {
  org = new EnrolledMachine();
  machine = openMachine(org.environment, new SystemClock());
  file = join(org.root, 'export.zip');
  lines = [];
});
afterEach(() => org.remove());

describe('castellan verify', () => {
  it('proves an export against a key that the auditor names', async () => {
    writeFileSync(file, exported(300));
    expect(await verify(machine, terminal, file, { json: false, key: verifierKey(signer) })).toBe(true);
    expect(lines.join('\n')).toMatch(/holds[\s\S]*300 of a ledger of 300[\s\S]*a key that you trust/);
  });

  it('trusts the ledger key that the machine got at its enrolment', async () => {
    const enrolment = readEnrolment(machine.folder);
    if (!enrolment) throw new Error('not enrolled');
    const publicKey = Buffer.from(signer.publicKey).toString('base64');
    writeEnrolment(machine.folder, { ...enrolment, ledgerKey: { name: signer.name, keyid: '00', publicKey } });
    writeFileSync(file, exported(3));
    expect(await verify(machine, terminal, file, { json: true })).toBe(true);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ok: true, key: { trusted: true } });
  });

  it('names the entry that was altered', async () => {
    const alter = (entries: string[]): void => void (entries[7] = (entries[7] ?? '').replace('laptop', 'lapdog'));
    writeFileSync(file, exported(20, alter));
    expect(await verify(machine, terminal, file, { json: true, key: verifierKey(signer) })).toBe(false);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ ok: false, faults: [{ code: 'entry.altered', index: 7 }] });
  });

  it('says whether there is no such file, or one that is no archive', async () => {
    const asked = () => verify(machine, terminal, file, { json: true });
    await expect(asked()).rejects.toThrow(/cannot be read \(ENOENT\)/);
    writeFileSync(file, 'PK, but no archive');
    await expect(asked()).rejects.toThrow(/no zip archive/);
  });

  it('does not hold what another key has signed', async () => {
    const { privateKey: other } = generateKeyPairSync('ed25519');
    const stranger = verifierKey({ name: signer.name, publicKey: rawPublicKey(other) });
    writeFileSync(file, exported(3));
    expect(await verify(machine, terminal, file, { json: true, key: stranger })).toBe(false);
  });

  it('says so of a file that is no archive, that was cut off, and of a key that is none', async () => {
    writeFileSync(file, 'no archive');
    await expect(verify(machine, terminal, file, { json: true })).rejects.toThrow(FileRefused);
    writeFileSync(file, exported(300));
    truncateSync(file, Math.floor(readFileSync(file).length / 2));
    await expect(verify(machine, terminal, file, { json: true })).rejects.toThrow(FileRefused);
    await expect(verify(machine, terminal, file, { json: true, key: 'x+y' })).rejects.toThrow(BadArguments);
  });
});
