import type { Clock } from '#kernel';
import { CredentialStore } from '../credentials/credentials.js';
import { keyFile } from '../credentials/key-file.js';
import { keychain } from '../credentials/keychain.js';
import { type PolicyStanding, policyStanding } from '../decision/policy-standing.js';
import { standingAt } from '../decision/project-policy.js';
import { workspaceOf } from '../decision/workspace.js';
import { PROGRAM_VERSION } from '../machine/version.js';
import { ControlPlane } from '../server/control-plane.js';
import { enrolledServer } from '../server/server-address.js';
import { TokenKeeper } from '../server/token-keeper.js';
import { SPOOL_FOLDER, SPOOL_LIMITS } from '../spool/spool-files.js';
import { SpoolReader } from '../spool/spool-reader.js';
import { SPOOL_PURPOSE, SpoolWriter } from '../spool/spool-writer.js';
import type { Environment } from '../machine/environment.js';
import type { Source } from '../evidence/otlp.js';
import { ensureMachineKey } from '../machine/machine-key.js';
import { SealedBox } from '../machine/sealed-box.js';
import { StateFolder } from '../machine/state-folder.js';

/** The rooms of this machine that commands work in. */
export interface OpenedMachine {
  readonly environment: Environment;
  readonly folder: StateFolder;
  readonly store: CredentialStore;
  readonly clock: Clock;
}

export function openMachine(environment: Environment, clock: Clock): OpenedMachine {
  const folder = new StateFolder(environment.stateFolder);
  const ring = keychain(environment);
  return {
    environment,
    folder,
    store: new CredentialStore(folder, ring ? [ring, keyFile(folder)] : [keyFile(folder)]),
    clock,
  };
}

/** @throws NotEnrolled when no server is known */
export function controlPlaneOf({ folder, store, clock }: OpenedMachine): ControlPlane {
  const server = enrolledServer(folder);
  return new ControlPlane(server, new TokenKeeper(folder, store, server, clock), clock);
}

export function spoolOf({ folder }: OpenedMachine): { reader: SpoolReader; writer: SpoolWriter } {
  folder.ensure(SPOOL_FOLDER);
  const box = new SealedBox(ensureMachineKey(folder), SPOOL_PURPOSE);
  const path = folder.pathOf(SPOOL_FOLDER);
  return { reader: new SpoolReader(path, box), writer: new SpoolWriter(path, box, SPOOL_LIMITS) };
}

/** What holds in the working folder: the policy of its project, where there is one. */
export function standingHere({ folder, clock, environment }: OpenedMachine, cwd = environment.cwd): PolicyStanding {
  const workspace = workspaceOf({ ...environment, cwd });
  return standingAt(policyStanding(folder, clock.now()), {
    folder,
    workspace,
    home: environment.home,
    session: undefined,
  });
}

export const sourceOf = ({ environment }: OpenedMachine): Source => ({
  hostname: environment.hostname,
  programVersion: PROGRAM_VERSION,
});
