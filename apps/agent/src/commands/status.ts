import { type DaemonStatus, readDaemonStatus } from '../daemon/daemon-status.js';
import { PolicyKeeper } from '../daemon/policy-keeper.js';
import type { PolicyStanding } from '../decision/policy-standing.js';
import type { Shadow } from '#contracts';
import { DomainError } from '#kernel';
import { readEnrolment } from '../machine/enrolment.js';
import { PROGRAM_VERSION } from '../machine/version.js';
import { appliedLines, appliedOf, type AppliedReport } from './applied-lines.js';
import { controlPlaneOf, type OpenedMachine, spoolOf, standingHere } from './opened-machine.js';
import { ShadowFile } from '../shadow/shadow-file.js';
import { ShadowKeeper } from '../shadow/shadow-keeper.js';
import type { Terminal } from './terminal.js';
import { counted } from '../spool/counted.js';

/** What `castellan status --json` prints. Times are RFC 3339, sizes bytes. */
export interface StatusReport {
  readonly programVersion: string;
  readonly enrolled: {
    readonly org: string;
    readonly slug: string;
    readonly machineId: string;
    readonly server: string;
  } | null;
  readonly policy:
    | {
        readonly inForce: true;
        readonly version: number;
        readonly issuedAt: string;
        readonly expiresAt: string;
        readonly inGrace: boolean;
        readonly mode: string;
        readonly rules: number;
        /** What applies here and why, where more than the organisation’s own document does. */
        readonly applied: AppliedReport | null;
      }
    | { readonly inForce: false; readonly reason: string; readonly sentence: string; readonly then: 'ask' | 'reject' };
  /** A draft that is watched beside the policy; it decides nothing. */
  readonly shadow: { readonly id: string; readonly until: string } | null;
  readonly daemon: {
    readonly running: boolean;
    readonly connected: boolean;
    readonly lastContactAt: string | null;
    readonly trouble: string | null;
  };
  readonly spool: { readonly events: number; readonly bytes: number; readonly oldestAt: string | null } | null;
  readonly credentials: 'keychain' | 'file' | null;
}

/** `castellan status` (and `settings`): what applies to this machine, and why. */
export async function status(machine: OpenedMachine, terminal: Terminal, options: { json: boolean }): Promise<void> {
  const trouble = await refreshWithoutDaemon(machine);
  const report = reportOf(machine);
  if (options.json) terminal.out(JSON.stringify(report));
  else for (const line of linesOf(report, trouble)) terminal.out(line);
}

/** Where no daemon keeps the policy fresh, asking for the status does. @returns what stood in the way */
async function refreshWithoutDaemon(machine: OpenedMachine): Promise<string | null> {
  if (readDaemonStatus(machine.folder) || !readEnrolment(machine.folder)) return null;
  const { writer } = spoolOf(machine);
  try {
    const keeper = new PolicyKeeper(
      machine.folder,
      (event) => void writer.append(event, machine.clock.now()),
      machine.clock,
    );
    const server = controlPlaneOf(machine);
    const applied = await keeper.refresh(server);
    await new ShadowKeeper(new ShadowFile(machine.folder)).refresh(server);
    return typeof applied === 'object' && applied.outcome === 'refused' ? applied.sentence : null;
  } catch (error) {
    if (error instanceof DomainError) return error.message;
    throw error;
  }
}

function reportOf(machine: OpenedMachine): StatusReport {
  const { folder, store } = machine;
  const enrolment = readEnrolment(folder);
  const daemon = readDaemonStatus(folder);
  const holdings = enrolment && spoolOf(machine).reader.holdings();
  return {
    programVersion: PROGRAM_VERSION,
    enrolled: enrolment && {
      org: enrolment.org.name,
      slug: enrolment.org.slug,
      machineId: enrolment.machineId,
      server: enrolment.server,
    },
    policy: policyOf(standingHere(machine)),
    shadow: shadowOf(new ShadowFile(folder).standing(machine.clock.now())),
    daemon: daemonOf(daemon),
    spool: holdings && { ...holdings, oldestAt: holdings.oldestAt?.toISOString() ?? null },
    credentials: store.place(),
  };
}

const shadowOf = (shadow: Shadow | null): StatusReport['shadow'] => shadow && { id: shadow.id, until: shadow.until };

function daemonOf(daemon: DaemonStatus | null): StatusReport['daemon'] {
  if (!daemon) return { running: false, connected: false, lastContactAt: null, trouble: null };
  const { connected, lastContactAt, trouble } = daemon;
  return { running: true, connected, lastContactAt, trouble };
}

function policyOf(standing: PolicyStanding): StatusReport['policy'] {
  if (standing.state === 'none') {
    const { reason, sentence, offline } = standing;
    return { inForce: false, reason, sentence, then: offline ?? 'reject' };
  }
  const { bundle, inGrace, policy } = standing;
  const { mode, commands, paths, network, tools } = policy.document;
  return {
    inForce: true,
    version: bundle.policyVersion,
    issuedAt: bundle.issuedAt,
    expiresAt: bundle.expiresAt,
    inGrace,
    mode,
    applied: appliedOf(standing),
    rules: commands.length + paths.length + network.length + tools.length,
  };
}

function linesOf(report: StatusReport, trouble: string | null): string[] {
  const { enrolled, policy, daemon, spool } = report;
  return [
    `castellan     ${report.programVersion}`,
    enrolled ? `organisation  ${enrolled.org} (${enrolled.server})` : 'organisation  none; run "castellan login"',
    ...policyLines(policy),
    ...shadowLines(report.shadow),
    `daemon        ${daemonLine(daemon)}`,
    ...(daemon.trouble !== null ? [`              ${daemon.trouble}`] : []),
    ...(spool
      ? [
          `spool         ${counted(spool.events, 'event')}, ${counted(spool.bytes, 'byte')} waiting${spool.oldestAt === null ? '' : ` since ${spool.oldestAt}`}`,
        ]
      : []),
    ...(trouble !== null ? ['', trouble] : []),
  ];
}

function policyLines(policy: StatusReport['policy']): readonly string[] {
  if (!policy.inForce)
    return [
      `policy        none in force: coding agents are ${policy.then === 'ask' ? 'asked about everything' : 'refused'}`,
      `              ${policy.sentence}`,
    ];
  const { version, rules, mode, issuedAt, expiresAt, inGrace, applied } = policy;
  return [
    `policy        version ${version}, ${rules} rules, ${mode === 'monitor' ? 'watching only' : 'enforced'}`,
    `              issued ${issuedAt}, good until ${expiresAt}${inGrace ? ' (over: in grace)' : ''}`,
    ...(applied === null ? [] : appliedLines(applied)),
  ];
}

const shadowLines = (shadow: StatusReport['shadow']): string[] =>
  shadow === null
    ? []
    : [
        `shadow        a draft is watched until ${shadow.until}: it decides nothing, and only`,
        '              how often it would have answered otherwise, and by which rules, is reported',
      ];

function daemonLine(daemon: StatusReport['daemon']): string {
  if (!daemon.running) return 'not running; run "castellan daemon"';
  const since = daemon.lastContactAt === null ? 'no contact yet' : `last contact ${daemon.lastContactAt}`;
  return `${daemon.connected ? 'connected' : 'not connected'}, ${since}`;
}
