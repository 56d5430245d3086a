import { Daemon, RHYTHM } from '../daemon/daemon.js';
import { DAEMON_LOCK, DaemonStatusFile } from '../daemon/daemon-status.js';
import { HookKeeper } from '../daemon/hook-keeper.js';
import { PolicyKeeper } from '../daemon/policy-keeper.js';
import { Shipper } from '../daemon/shipper.js';
import { forgetOldSessions } from '../decision/workspace.js';
import { resolvePath } from '../decision/resolve-path.js';
import { policyStanding } from '../decision/policy-standing.js';
import { foundAgents } from '../install/found-agents.js';
import { AlreadyRunning, NotEnrolled } from '../machine/agent.errors.js';
import { readEnrolment } from '../machine/enrolment.js';
import { FileLock } from '../machine/file-lock.js';
import { PROGRAM_VERSION } from '../machine/version.js';
import type { ControlPlane, Heartbeat } from '../server/control-plane.js';
import { ShadowBook } from '../shadow/shadow-book.js';
import { ShadowFile } from '../shadow/shadow-file.js';
import { ShadowKeeper } from '../shadow/shadow-keeper.js';
import { ShadowReporter } from '../shadow/shadow-reporter.js';
import { ShadowWatch } from '../shadow/shadow-watch.js';
import type { SpoolReader } from '../spool/spool-reader.js';
import { controlPlaneOf, type OpenedMachine, sourceOf, spoolOf } from './opened-machine.js';
import { governedAgents, repairHooks } from './install.js';
import type { Terminal } from './terminal.js';

/** `castellan daemon`: runs until it is told to stop. One for each state folder. @throws NotEnrolled, AlreadyRunning */
export async function daemon(machine: OpenedMachine, terminal: Terminal, stop: AbortSignal): Promise<void> {
  const { folder, clock } = machine;
  if (!readEnrolment(folder)) throw new NotEnrolled('This machine is not enrolled; run "castellan login" first.');
  const lock = FileLock.tryTake(folder, DAEMON_LOCK);
  if (!lock) throw new AlreadyRunning('The daemon of this machine is running already; see "castellan status".');
  const { reader, writer } = spoolOf(machine);
  const server = controlPlaneOf(machine);
  const { watch, ...shadow } = shadowOf(machine, server);
  try {
    forgetOldSessions(folder, clock.now());
    terminal.say('The daemon is running.');
    await new Daemon({
      server,
      policy: new PolicyKeeper(folder, (event) => void writer.append(event, clock.now()), clock),
      reader,
      shipper: new Shipper({ reader, writer, server, source: sourceOf(machine), clock, watch }),
      shadow,
      status: new DaemonStatusFile(folder, clock.now()),
      clock,
      rhythm: RHYTHM,
      isEnrolled: () => readEnrolment(folder) !== null,
      hooks: new HookKeeper({
        repair: () => repairHooks(machine),
        record: (event) => void writer.append(event, clock.now()),
        clock,
      }),
      heartbeat: () => heartbeatOf(machine, reader),
      say: (line) => terminal.say(line),
    }).run(stop);
  } finally {
    lock.release();
  }
}

/** What watches a draft in shadow: it looks at the spool on its way, and at nothing that a hook does. */
export function shadowOf(
  { folder, clock, environment }: OpenedMachine,
  server: ControlPlane,
): { watch: ShadowWatch; keeper: ShadowKeeper; reporter: ShadowReporter } {
  const [file, book] = [new ShadowFile(folder), new ShadowBook(folder)];
  const now = (): Date => clock.now();
  const { home, user, platform } = environment;
  return {
    watch: new ShadowWatch({
      file,
      book,
      now,
      standing: () => policyStanding(folder, clock.now()),
      surroundings: { home, platform, resolve: resolvePath, ...(user !== undefined && { user }) },
    }),
    keeper: new ShadowKeeper(file),
    reporter: new ShadowReporter({ book, file, server, now }),
  };
}

function heartbeatOf(machine: OpenedMachine, reader: SpoolReader): Heartbeat {
  const { folder, clock, environment } = machine;
  const governed = governedAgents(machine);
  const standing = policyStanding(folder, clock.now());
  const { events, bytes, oldestAt } = reader.holdings();
  return {
    programVersion: PROGRAM_VERSION,
    policyVersion: standing.state === 'in-force' ? standing.bundle.policyVersion : null,
    spool: { events, bytes, oldestAt: oldestAt?.toISOString() ?? null },
    agents: foundAgents(environment).map(({ agent, version }) => ({ agent, version, governed: governed.has(agent) })),
  };
}
