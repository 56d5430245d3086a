import { type OpenExportFile, type NoteKey, verifyExport } from '#engines/ledger';
import { BadArguments } from '../machine/agent.errors.js';
import { readEnrolment } from '../machine/enrolment.js';
import type { OpenedMachine } from './opened-machine.js';
import type { Terminal } from './terminal.js';
import { ZipFile } from './zip-file.js';

export interface VerifyOptions {
  readonly json: boolean;
  /** `name+id+key`, as the console shows it (C2SP signed-note). */
  readonly key?: string;
}

/**
 * `castellan verify export.zip`: proves an export with no server at all, against the ledger key that the machine got at enrolment or
 * that the auditor names. @returns whether it holds
 */
export async function verify(
  machine: OpenedMachine,
  terminal: Terminal,
  file: string,
  options: VerifyOptions,
): Promise<boolean> {
  const trusted = options.key === undefined ? enrolledKeys(machine) : [parseKey(options.key)];
  const zip = await ZipFile.open(file);
  try {
    const open: OpenExportFile = (name) => zip.read(name);
    const report = await verifyExport(open, trusted);
    if (options.json) {
      terminal.out(JSON.stringify(report));
      return report.ok;
    }
    terminal.out(report.ok ? 'The export holds.' : 'The export does NOT hold.');
    terminal.out(`  organisation  ${report.org?.name ?? report.org?.id ?? 'unknown'}`);
    terminal.out(`  entries       ${report.entries} of a ledger of ${report.size}`);
    terminal.out(`  contents      ${report.contents} held against their digests, ${report.erased} erased`);
    terminal.out(`  signed by     ${keyLine(report.key)}`);
    for (const { sentence } of report.faults) terminal.out(`  fault         ${sentence}`);
    if (report.faultCount > report.faults.length)
      terminal.out(`  and ${report.faultCount - report.faults.length} more faults`);
    return report.ok;
  } finally {
    zip.close();
  }
}

type Key = Awaited<ReturnType<typeof verifyExport>>['key'];

function keyLine(key: Key): string {
  if (!key) return 'nobody who could be found out';
  return `${key.name} (${key.keyid}), ${key.trusted ? 'a key that you trust' : 'a key that you have NOT said you trust: name it with --key'}`;
}

function enrolledKeys({ folder }: OpenedMachine): NoteKey[] {
  const key = readEnrolment(folder)?.ledgerKey;
  return key ? [{ name: key.name, publicKey: Buffer.from(key.publicKey, 'base64') }] : [];
}

const KEY_BYTES = 32;

function parseKey(text: string): NoteKey {
  const match = /^(.+)\+[0-9a-f]{8}\+([A-Za-z0-9+/=]+)$/.exec(text.trim());
  // The first byte names the algorithm: 1 is Ed25519.
  const typed = Buffer.from(match?.[2] ?? '', 'base64');
  if (match?.[1] === undefined || typed.length !== KEY_BYTES + 1 || typed[0] !== 1) {
    throw new BadArguments('--key must be a verifier key such as castellan.example.com+1234abcd+AY…');
  }
  return { name: match[1], publicKey: typed.subarray(1) };
}
