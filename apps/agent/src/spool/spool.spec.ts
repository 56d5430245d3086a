import { type ChildProcess, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { build } from 'esbuild';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MachineEvent } from '#contracts';
import { newId } from '#kernel';
import { SealedBox } from '../machine/sealed-box.js';
import { SPOOL_LIMITS } from './spool-files.js';
import { frame } from './frame.js';
import { type ReadSegment, SpoolReader } from './spool-reader.js';
import { SpoolWriter } from './spool-writer.js';

const now = new Date('2030-01-01T00:00:00Z');
const key = randomBytes(32);
const box = new SealedBox(key, 'spool');
const event = (text = 'x'): MachineEvent => ({
  id: newId(now),
  kind: 'tool.decision',
  at: now.toISOString(),
  content: { text },
});

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'castellan-spool-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const writer = (limits = SPOOL_LIMITS): SpoolWriter => new SpoolWriter(folder, box, limits);
const reader = (its = box): SpoolReader => new SpoolReader(folder, its);
const texts = (from: SpoolReader): unknown[] => {
  from.seal(now);
  return from
    .segments()
    .flatMap(({ name }) => from.read(name)?.records ?? [])
    .map((record) => (JSON.parse(record) as { content: { text: unknown } }).content.text);
};

describe('the spool', () => {
  it('gives back what was put in, in order, over many segments', () => {
    const small = writer({ ...SPOOL_LIMITS, segmentBytes: 400 });
    const all = Array.from({ length: 20 }, (_, i) => `event ${i}`);
    for (const text of all) small.append(event(text), now);
    expect(reader().segments().length).toBeGreaterThan(3);
    expect(texts(reader()).sort()).toEqual([...all].sort());
  });

  it('never grows beyond its bound: what comes then is dropped, and counted', () => {
    const bounded = writer({ ...SPOOL_LIMITS, segmentBytes: 500, totalBytes: 2_000 });
    const kept = Array.from({ length: 50 }, () => bounded.append(event(), now)).filter((outcome) => outcome === 'kept');
    const bytes = readdirSync(folder)
      .filter((name) => name.endsWith('.seg'))
      .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThanOrEqual(2_000 + 100);
    expect(reader().drops()).toBe(50 - kept.length);
    reader().forgetDrops();
    expect(reader().drops()).toBe(0);
  });

  it('does not forget drops that were not reported yet, nor count them twice', () => {
    const full = writer({ ...SPOOL_LIMITS, totalBytes: 0 });
    full.append(event(), now);
    expect(reader().drops()).toBe(1);
    full.append(event(), now);
    expect(reader().drops()).toBe(1);
    reader().forgetDrops();
    expect(reader().drops()).toBe(1);
  });

  it('keeps an event that is too large for a record, without what made it so', () => {
    expect(writer().append(event('ü'.repeat(400_000)), now)).toBe('kept');
    const from = reader();
    from.seal(now);
    const [record = ''] = from.segments().flatMap(({ name }) => from.read(name)?.records ?? []);
    expect(JSON.parse(record)).toMatchObject({
      kind: 'tool.decision',
      content: { cut: expect.stringContaining('bytes') as string },
    });
  });

  it('does not lose a record that came while its segment was being read', () => {
    writer().append(event('first'), now);
    const from = reader();
    from.seal(now);
    const [name = ''] = from.segments().map((segment) => segment.name);
    const read = from.read(name);
    // A hook that had the segment open before it was sealed appends to it now.
    appendFileSync(join(folder, name), frame(box.seal(Buffer.from('"late"'))));
    expect(read && from.remove(read)).toBe(false);
    const tail = from.read(name, read?.bytes);
    expect(tail?.records).toEqual(['"late"']);
    expect(tail && from.remove(tail)).toBe(true);
    expect(from.segments()).toEqual([]);
  });

  it('counts what another key has sealed as damaged', () => {
    writer().append(event(), now);
    const other = reader(new SealedBox(randomBytes(32), 'spool'));
    other.seal(now);
    const [segment] = other.segments();
    expect(other.read(segment?.name ?? '')).toMatchObject({ records: [], damaged: 1 });
  });

  it('says how much is waiting, and since when', () => {
    writer().append(event(), new Date(now.getTime() + 5_000));
    writer().append(event(), now);
    expect(reader().holdings()).toMatchObject({ events: 2, oldestAt: now });
  });

  it('keeps every record of many processes, one of them killed, that write while it is sealed and read', async () => {
    const program = join(folder, 'writer.mjs');
    await build({
      stdin: { contents: WRITER, resolveDir: import.meta.dirname, loader: 'ts' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      conditions: ['source'],
      outfile: program,
    });
    const start = (name: string, count: number): ChildProcess =>
      spawn(process.execPath, [program, folder, key.toString('hex'), name, String(count)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
    const ended = (child: ChildProcess): Promise<unknown> => new Promise((done) => child.once('close', done));
    const steady = ['a', 'b', 'c'].map((name) => start(name, 150));
    const victim = start('victim', 1_000_000);
    victim.stdout?.once('data', () => victim.kill('SIGKILL'));
    const all = Promise.all([...steady, victim].map(ended));
    const seen = new Set<unknown>();
    const from = reader();
    const overSoon = all.then(() => true);
    do drain(from, seen);
    while (!(await Promise.race([overSoon, nextTurn(false)])));
    drain(from, seen);
    for (const name of ['a', 'b', 'c']) {
      for (let i = 0; i < 150; i += 1) expect(seen.has(`${name}${i}`), `${name}${i}`).toBe(true);
    }
  }, 60_000);
});

/** What the daemon does with the spool, but for the sending. */
function drain(from: SpoolReader, seen: Set<unknown>): void {
  from.seal(now);
  for (const { name } of from.segments()) {
    for (let read = from.read(name); read && !take(read); read = from.read(name, read.bytes));
  }
  function take(read: ReadSegment): boolean {
    for (const record of read.records) seen.add((JSON.parse(record) as { content: { text: unknown } }).content.text);
    return from.remove(read);
  }
}

const WRITER = `
import { SealedBox } from '../machine/sealed-box.js';
import { SpoolWriter } from './spool-writer.js';
const [folder, key, name, count] = process.argv.slice(2);
const writer = new SpoolWriter(folder, new SealedBox(Buffer.from(key, 'hex'), 'spool'), { segmentBytes: 3000, totalBytes: 1e9, maxAgeMs: 1e12 });
for (let i = 0; i < Number(count); i += 1) {
  writer.append({ id: 'x', kind: 'tool.decision', at: 'y', content: { text: name + i } }, new Date(1.9e12 + i));
  if (i === 50) process.stdout.write('some are written');
}
`;
