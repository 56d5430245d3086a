import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
    expect(statSync(join(dataDir, 'keyring')).mode & 0o777).toBe(0o600);
  });

  it('takes over from a process that is gone', () => {
    writeFileSync(join(dataDir, 'castellan.lock'), '4194000');
    expect(() => open()).not.toThrow();
    expect(readFileSync(join(dataDir, 'castellan.lock'), 'utf8')).toBe(String(process.pid));
  });

  it('refuses while another process runs on it', () => {
    writeFileSync(join(dataDir, 'castellan.lock'), String(process.ppid));
    expect(() => open()).toThrow(/process \d+\) runs on this data folder/);
    expect(openDataFolder({ dataDir, masterKey: undefined }, 'beside').isAlone).toBe(false);
  });

  it('refuses a damaged key rather than making a new one', () => {
    writeFileSync(join(dataDir, 'keyring'), 'short');
    expect(() => open()).toThrow(/damaged/);
  });

  it('says what to do about a folder that cannot be', () => {
    writeFileSync(join(dataDir, 'file'), '');
    expect(() => open(join(dataDir, 'file', 'below'))).toThrow(DataFolderRefused);
    expect(() => open(join(dataDir, 'file', 'below'))).toThrow(/CASTELLAN_DATA_DIR/);
  });
});
