import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DataFolderRefused, openDataFolder } from './data-folder.js';
import { Secret } from './secret.js';
import { loadSettings } from './settings.js';
import { settingsDocs } from './settings-docs.js';

describe('loadSettings', () => {
  it('needs nothing, and then does everything in one process on loopback', () => {
    const settings = loadSettings({});
    expect(settings.publicUrl.href).toBe('http://127.0.0.1:8470/');
    expect([...settings.roles]).toEqual(['api', 'ingest', 'worker']);
    expect(settings.databaseUrl).toBeUndefined();
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadSettings({ CASTELLAN_PORT: '', DATABASE_URL: '' }).port).toBe(8470);
  });

  it('tells all faults at once, by name, and no value', () => {
    const loading = () =>
      loadSettings({
        CASTELLAN_PORT: 'hunter2',
        DATABASE_URL: 'mysql://hunter2',
        CASTELLAN_ROLES: 'api,hunter2',
        CASTELLAN_MASTER_KEY: 'hunter2',
        CASTELLAN_TLS_KEY: '/hunter2',
      });
    expect(loading).toThrow(/CASTELLAN_PORT/);
    expect(loading).toThrow(/DATABASE_URL/);
    expect(loading).toThrow(/CASTELLAN_ROLES/);
    expect(loading).toThrow(/CASTELLAN_MASTER_KEY/);
    expect(loading).not.toThrow(/hunter2/);
  });

  it('wants certificate and key together', () => {
    expect(() => loadSettings({ CASTELLAN_TLS_CERT: '/c.pem' })).toThrow(/CASTELLAN_TLS_KEY/);
    expect(loadSettings({ CASTELLAN_TLS_CERT: '/c.pem', CASTELLAN_TLS_KEY: '/k.pem' }).publicUrl.protocol).toBe(
      'https:',
    );
  });

  it('documents every variable that it reads', () => {
    for (const name of [
      'CASTELLAN_DATA_DIR',
      'DATABASE_URL',
      'REDIS_URL',
      'AWS_KMS_ENDPOINT',
      'OTEL_EXPORTER_OTLP_ENDPOINT',
    ]) {
      expect(settingsDocs()).toContain(`| \`${name}\` |`);
    }
  });
});

describe('Secret', () => {
  it('shows itself nowhere', () => {
    const key = new Secret('hunter2');
    expect(
      [JSON.stringify({ key }), `${key}`, inspect({ key }), inspect(key, { showHidden: true })].join(),
    ).not.toContain('hunter2');
    expect(key.reveal()).toBe('hunter2');
  });
});

describe('the data folder', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'castellan-folder-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
  const open = (path = dataDir) => openDataFolder({ dataDir: path, masterKey: undefined });

  it('keeps one key, which only its owner can read', () => {
    const first = open();
    first.release();
    expect(first.masterKey).toHaveLength(32);
    expect(open().masterKey).toEqual(first.masterKey);
    expect(statSync(join(dataDir, 'folder.lock')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'keyring')).mode & 0o777).toBe(0o600);
  });

  it('is one process’s alone, and free again as soon as that process is killed', async () => {
    const holder = holding(dataDir);
    await once(holder.stdout, 'data');
    expect(() => open()).toThrow(`process ${holder.pid}) runs on this data folder`);
    expect(openDataFolder({ dataDir, masterKey: undefined }, 'beside').isAlone).toBe(false);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const mine = open();
    expect(mine.isAlone).toBe(true);
    mine.release();
  });

  it('can be had again after it was released', () => {
    open().release();
    expect(() => open()).not.toThrow();
  });

  it('refuses a damaged key rather than making a new one', () => {
    writeFileSync(join(dataDir, 'keyring'), 'short');
    expect(() => open()).toThrow(/damaged/);
  });

  it('says what to do about a folder that cannot be', () => {
    writeFileSync(join(dataDir, 'file'), '');
    expect(() => open(join(dataDir, 'file', 'below'))).toThrow(DataFolderRefused);
    expect(() => open(join(dataDir, 'file', 'below'))).toThrow(/CASTELLAN_DATA_DIR/);
    expect(() => open('/proc/nowhere')).toThrow(/CASTELLAN_DATA_DIR/);
  });
});

/** Another process that takes the folder, says so, and stays. */
function holding(folder: string): ChildProcessWithoutNullStreams {
  const script = `import { lockFolder } from ${JSON.stringify(new URL('folder-lock.ts', import.meta.url).href)};
    globalThis.held = lockFolder(${JSON.stringify(folder)});
    process.stdout.write('held');
    setInterval(() => globalThis.held, 1_000);`;
  return spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', script]);
}
