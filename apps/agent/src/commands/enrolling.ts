import type { Credentials } from '../credentials/credentials.js';
import { PolicyKeeper } from '../daemon/policy-keeper.js';
import { BUNDLE_FILE } from '../decision/policy-standing.js';
import type { Environment } from '../machine/environment.js';
import { writeEnrolment, writeTrust } from '../machine/enrolment.js';
import { ensureMachineKey } from '../machine/machine-key.js';
import { PROGRAM_VERSION } from '../machine/version.js';
import type { EnrolmentAnswer, MachineFacts } from '../server/control-plane.js';
import { noteServerAddress } from '../server/server-address.js';
import { controlPlaneOf, type OpenedMachine, spoolOf } from './opened-machine.js';
import type { Terminal } from './terminal.js';

/** A machine that the server has taken in, before anything of it is on the disk. */
export interface Introduction {
  readonly server: URL;
  readonly told: EnrolmentAnswer;
  readonly credentials: Credentials;
}

export const factsOf = ({ hostname, platform, arch }: Environment): MachineFacts => ({
  hostname,
  os: platform,
  arch,
  programVersion: PROGRAM_VERSION,
});

/** Notes whom this machine belongs to and whom it believes, and fetches the policy at once. */
export async function settle(
  machine: OpenedMachine,
  terminal: Terminal,
  { server, told, credentials }: Introduction,
): Promise<void> {
  const { folder, store, clock } = machine;
  folder.ensure();
  ensureMachineKey(folder);
  store.save(credentials);
  noteServerAddress(folder, server);
  // What an earlier enrolment knew is of no worth: another org, other keys, other numbers.
  folder.remove(BUNDLE_FILE);
  writeTrust(folder, { keys: told.trust.keys, highestSeenVersion: 0 });
  writeEnrolment(folder, {
    server: server.href,
    machineId: told.machineId,
    org: { id: told.orgId, ...told.org },
    enrolledAt: clock.now().toISOString(),
    ...(told.trust.ledgerKey && { ledgerKey: told.trust.ledgerKey }),
  });
  terminal.say(`This machine belongs to ${told.org.name} now.`);
  if (store.place() === 'file') {
    terminal.say('No keychain was found: the credentials lie encrypted in a file that only your user may read.');
  }
  terminal.say(await firstPolicy(machine));
  terminal.say('Next: "castellan install" for your coding agents, and "castellan daemon" to stay in touch.');
}

async function firstPolicy(machine: OpenedMachine): Promise<string> {
  const { writer } = spoolOf(machine);
  const report = (event: Parameters<typeof writer.append>[0]): void => void writer.append(event, machine.clock.now());
  try {
    const applied = await new PolicyKeeper(machine.folder, report, machine.clock).refresh(controlPlaneOf(machine));
    if (applied === 'unchanged' || applied === 'none') {
      return 'Your organisation has published no policy yet; until it does, coding agents are refused.';
    }
    return applied.outcome === 'applied' ? `Policy version ${applied.policyVersion} is in force.` : applied.sentence;
  } catch {
    return 'The policy could not be fetched yet; the daemon will.';
  }
}
