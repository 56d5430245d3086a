import { statSync } from 'node:fs';
import { DomainError } from '#kernel';
import { readDaemonStatus } from '../daemon/daemon-status.js';
import { policyStanding } from '../decision/policy-standing.js';
import { StateUnreadable } from '../machine/agent.errors.js';
import { readEnrolment } from '../machine/enrolment.js';
import { send } from '../server/http.js';
import { enrolledServer } from '../server/server-address.js';
import { installed } from './install.js';
import { type OpenedMachine, spoolOf } from './opened-machine.js';
import type { Terminal } from './terminal.js';
import { counted } from '../spool/counted.js';

interface Finding {
  readonly check: string;
  readonly ok: boolean;
  /** What was found; where it is not good, what to do. */
  readonly sentence: string;
}

const good = (check: string, sentence: string): Finding => ({ check, ok: true, sentence });
const bad = (check: string, sentence: string): Finding => ({ check, ok: false, sentence });
const CLOCK_TOLERANCE_MS = 60_000;

/** `castellan doctor`: everything that a decision and its evidence need, one line each. @returns whether all is well */
export async function doctor(machine: OpenedMachine, terminal: Terminal, options: { json: boolean }): Promise<boolean> {
  const checks = [
    folderFinding,
    enrolmentFinding,
    credentialsFinding,
    policyFinding,
    serverFinding,
    daemonFinding,
    spoolFinding,
  ];
  const findings: Finding[] = [];
  for (const check of checks) findings.push(await found(check, machine));
  findings.push(...hookFindings(machine));
  if (options.json) terminal.out(JSON.stringify({ ok: findings.every(({ ok }) => ok), findings }));
  else
    for (const { check, ok, sentence } of findings)
      terminal.out(`${ok ? 'ok  ' : 'FAIL'}  ${check.padEnd(12)}  ${sentence}`);
  return findings.every(({ ok }) => ok);
}

type Check = (machine: OpenedMachine) => Finding | Promise<Finding>;

async function found(check: Check, machine: OpenedMachine): Promise<Finding> {
  try {
    return await check(machine);
  } catch (error) {
    if (error instanceof DomainError) return bad(error instanceof StateUnreadable ? 'folder' : 'server', error.message);
    throw error;
  }
}

function folderFinding({ folder, environment }: OpenedMachine): Finding {
  const mode = statSync(folder.path, { throwIfNoEntry: false })?.mode;
  if (mode === undefined) return bad('folder', `${folder.path} is not there yet; run "castellan login".`);
  if (environment.platform !== 'win32' && (mode & 0o077) !== 0)
    return bad('folder', `Others can look into ${folder.path}; run chmod 700 on it.`);
  return good('folder', `${folder.path} is yours alone.`);
}

function enrolmentFinding({ folder }: OpenedMachine): Finding {
  const enrolment = readEnrolment(folder);
  return enrolment
    ? good('enrolment', `This machine belongs to ${enrolment.org.name}.`)
    : bad('enrolment', 'Not enrolled; run "castellan login".');
}

function credentialsFinding({ store }: OpenedMachine): Finding {
  const place =
    store.place() === 'keychain' ? 'under a key in the keychain' : 'in a file under a key beside it (no keychain)';
  return store.load()
    ? good('credentials', `Encrypted, ${place}.`)
    : bad('credentials', 'None that can be opened; run "castellan login".');
}

function policyFinding({ folder, clock }: OpenedMachine): Finding {
  const standing = policyStanding(folder, clock.now());
  if (standing.state === 'none') return bad('policy', standing.sentence);
  const { policyVersion, expiresAt } = standing.bundle;
  return good(
    'policy',
    `Version ${policyVersion} is in force, good until ${expiresAt}${standing.inGrace ? ' (over: in grace)' : ''}.`,
  );
}

async function serverFinding({ folder, clock }: OpenedMachine): Promise<Finding> {
  const server = enrolledServer(folder);
  const response = await send({ method: 'GET', url: new URL('healthz', server), timeoutMs: 5_000 });
  if (!response.ok)
    return bad('server', `${server.origin} answers, but says that it is not well (${response.status}).`);
  const skew = Math.abs(Date.parse(response.headers.get('date') ?? '') - clock.now().getTime());
  if (skew > CLOCK_TOLERANCE_MS) {
    return bad(
      'server',
      `This machine’s clock and the server’s are ${Math.round(skew / 1_000)} s apart; set the clock, or proofs are refused.`,
    );
  }
  return good('server', `${server.origin} answers.`);
}

function daemonFinding({ folder }: OpenedMachine): Finding {
  const daemon = readDaemonStatus(folder);
  if (!daemon) return bad('daemon', 'Not running: the policy grows old and evidence waits; run "castellan daemon".');
  return daemon.trouble === null ? good('daemon', 'Running.') : bad('daemon', daemon.trouble);
}

function spoolFinding(machine: OpenedMachine): Finding {
  if (!readEnrolment(machine.folder)) return good('spool', 'Empty.');
  const { events, bytes } = spoolOf(machine).reader.holdings();
  return good('spool', `${counted(events, 'event')}, ${counted(bytes, 'byte')} waiting.`);
}

function hookFindings(machine: OpenedMachine): Finding[] {
  const inSystem = new Set(
    installed(machine, 'system')
      .filter(({ isIn }) => isIn)
      .map(({ agent }) => agent),
  );
  return installed(machine, 'user').map(({ agent, file, isIn }) =>
    isIn || inSystem.has(agent)
      ? good('hooks', `${agent} asks Castellan.`)
      : bad('hooks', `${agent} does not ask Castellan (${file}); run "castellan install".`),
  );
}
