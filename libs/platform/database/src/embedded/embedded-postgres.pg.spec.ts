import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, joinEmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.js';

/** Holds a cluster as the first start leaves it: making one takes seconds, copying it does not. */
let made: string;
let folder: string;
let servers: EmbeddedPostgres[];
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'castellan-made-'));
  await (await startEmbeddedPostgres({ folder: made, password: 'a password' })).stop();
});
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'castellan-embedded-'));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** With the owner and the modes of its files, which PostgreSQL looks at. */
const copyMade = (): Buffer => execFileSync('cp', ['-a', `${made}/.`, folder]);
const started = async (at = folder, password = 'a password'): Promise<EmbeddedPostgres> => {
  const server = await startEmbeddedPostgres({ folder: at, password });
  servers.push(server);
  return server;
};
const asked = async (url: string, sql: string): Promise<unknown[]> => {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
};
const noteIn = (at: string): string => join(at, 'cluster/postmaster.pid');
const postmasterOf = (at: string): number => Number(readFileSync(noteIn(at), 'utf8').split('\n')[0]);

describe('the embedded PostgreSQL', () => {
  it('keeps what was committed when it and everything around it are killed', async () => {
    copyMade();
    const first = await started();
    await asked(first.ownerUrl, 'create table kept as select 42 as answer');
    process.kill(postmasterOf(folder), 'SIGKILL');
    const second = await started();
    await expect(asked(second.ownerUrl, 'select answer from kept')).resolves.toEqual([{ answer: 42 }]);
  });

  it('takes over from a server that a killed process left running', async () => {
    copyMade();
    await started();
    const left = postmasterOf(folder);
    const second = await started();
    expect(postmasterOf(folder)).not.toBe(left);
    expect(() => process.kill(left, 0)).toThrow(/ESRCH/);
    await expect(asked(second.ownerUrl, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
  });

  it('starts although an unrelated process has the number that a killed server noted', async () => {
    copyMade();
    writeFileSync(noteIn(folder), `${process.ppid}\n${folder}\n1\n5432\n\n\n\n`);
    await expect(started()).resolves.toBeDefined();
    expect(() => process.kill(process.ppid, 0)).not.toThrow();
  });

  it('makes its cluster anew when the first making was cut off', async () => {
    mkdirSync(join(folder, 'cluster.unfinished/base'), { recursive: true });
    writeFileSync(join(folder, 'cluster.unfinished/PG_VERSION'), '18\n');
    const server = await started();
    await expect(asked(server.ownerUrl, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
    expect(existsSync(join(folder, 'cluster.unfinished'))).toBe(false);
  });

  it('says what to do when its key is not the one it was made with', async () => {
    copyMade();
    await expect(started(folder, 'another password')).rejects.toThrow(/another master key.*CASTELLAN_MASTER_KEY/);
    expect(existsSync(noteIn(folder))).toBe(false);
  });

  it('listens on loopback alone, and takes nobody without the password', async () => {
    copyMade();
    const { ownerUrl } = await started();
    await expect(asked(ownerUrl, 'show listen_addresses')).resolves.toEqual([{ listen_addresses: '127.0.0.1' }]);
    const guess = new URL(ownerUrl);
    guess.password = 'guess';
    await expect(asked(guess.href, 'select 1')).rejects.toThrow(/password authentication failed/);
  });

  it('lets a second process in beside the first', async () => {
    copyMade();
    const { ownerUrl } = await started();
    const beside = joinEmbeddedPostgres({ folder, password: 'a password' });
    expect(beside.ownerUrl).toBe(ownerUrl);
    await beside.stop();
    await expect(asked(ownerUrl, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
  });

  it.skipIf(process.getuid?.() !== 0)('runs for root in a folder that other users cannot enter', async () => {
    const closed = join(folder, 'closed');
    mkdirSync(closed, { mode: 0o700 });
    chmodSync(folder, 0o700);
    const { ownerUrl } = await started(join(closed, 'data'));
    await expect(asked(ownerUrl, 'select 1 as one')).resolves.toEqual([{ one: 1 }]);
    const owner = execFileSync('ps', ['-o', 'user=', '-p', String(postmasterOf(join(closed, 'data')))]);
    expect(owner.toString().trim()).not.toBe('root');
  });
});
