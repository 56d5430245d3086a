import type { Clock } from '#kernel';
import { CredentialStore } from '../credentials/credentials.js';
import { keyFile } from '../credentials/key-file.js';
import { keychain } from '../credentials/keychain.js';
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

export const sourceOf = ({ environment }: OpenedMachine): Source => ({
  hostname: environment.hostname,
  programVersion: PROGRAM_VERSION,
});
