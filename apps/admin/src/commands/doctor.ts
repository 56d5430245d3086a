import type { Command } from 'commander';
import { loadSettings } from '#platform/config';
import { openPlatform, type Platform } from '#platform/ground';
import { answer } from '../finish.js';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  readonly detail: string;
}

/** `doctor` → `{"ok", "findings": [{check, ok, detail}]}`; exit code 1 when something is wrong. */
export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Check that this host can run Castellan, and how it is set up')
    .action(async () => {
      const findings = await examine();
      const ok = findings.every((finding) => finding.ok);
      answer({ ok, findings });
      if (!ok) process.exitCode = 1;
    });
}

async function examine(): Promise<readonly Finding[]> {
  const settings = loadSettings();
  const known: Finding[] = [
    {
      check: 'settings',
      ok: true,
      detail: `serves ${settings.publicUrl.origin}, roles ${[...settings.roles].join(', ')}`,
    },
    transport(settings.publicUrl, settings.host),
  ];
  try {
    const platform = await openPlatform(settings, { use: 'beside' });
    try {
      return [...known, { check: 'data folder', ok: true, detail: settings.dataDir }, await database(platform)];
    } finally {
      await platform.close();
    }
  } catch (error) {
    return [...known, { check: 'start', ok: false, detail: error instanceof Error ? error.message : String(error) }];
  }
}

function transport(publicUrl: URL, host: string): Finding {
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(publicUrl.hostname) || host.startsWith('127.');
  const ok = publicUrl.protocol === 'https:' || isLoopback;
  const detail = ok
    ? `${publicUrl.protocol}//`
    : 'Sessions and tokens would cross the network in the clear: set CASTELLAN_PUBLIC_URL to https and TLS or a proxy before it.';
  return { check: 'transport', ok, detail };
}

async function database(platform: Platform): Promise<Finding> {
  await platform.databases.ping();
  const { settings } = platform;
  return {
    check: 'database',
    ok: true,
    detail: settings.databaseUrl === undefined ? 'embedded PostgreSQL' : 'DATABASE_URL',
  };
}
