import { BUNDLE_FILE } from '../decision/policy-standing.js';
import { DomainError } from '#kernel';
import { Shipper } from '../daemon/shipper.js';
import { forgetEnrolment } from '../machine/enrolment.js';
import { removeMachineKey } from '../machine/machine-key.js';
import { importDpopKey } from '../server/dpop.js';
import { OAuth } from '../server/oauth.js';
import { enrolledServer } from '../server/server-address.js';
import { SPOOL_FOLDER } from '../spool/spool-files.js';
import { controlPlaneOf, type OpenedMachine, sourceOf, spoolOf } from './opened-machine.js';
import type { Terminal } from './terminal.js';

/** `castellan logout`: ends the machine's tokens at the server and removes all that is secret here. Works without the server too. */
export async function logout(machine: OpenedMachine, terminal: Terminal): Promise<void> {
  const { folder, store, clock } = machine;
  const held = store.load();
  if (held) {
    try {
      await shipperOf(machine).ship();
      const oauth = await OAuth.discover(enrolledServer(folder), importDpopKey(held.dpopKey), clock);
      await oauth.revoke(held.refreshToken);
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      terminal.say(
        `The server could not be told: ${error.message} Its administrator can revoke this machine under Fleet.`,
      );
    }
  }
  const unsent = store.place() === null ? 0 : spoolOf(machine).reader.holdings().events;
  store.remove();
  forgetEnrolment(folder);
  for (const name of [BUNDLE_FILE, 'bundle-etag.json', SPOOL_FOLDER, 'sessions']) folder.remove(name);
  removeMachineKey(folder);
  if (unsent > 0) terminal.say(`${unsent} events had not reached the ledger and are gone.`);
  terminal.say(
    'This machine is no longer signed in. Coding agents with Castellan’s hooks are refused until the next login.',
  );
}

/** What is still here goes to the ledger before the machine may no longer send. */
function shipperOf(machine: OpenedMachine): Shipper {
  return new Shipper({
    ...spoolOf(machine),
    server: controlPlaneOf(machine),
    source: sourceOf(machine),
    clock: machine.clock,
  });
}
