import { randomBytes } from 'node:crypto';
import { StateUnreadable } from './agent.errors.js';
import { MACHINE_KEY_BYTES } from './sealed-box.js';
import type { StateFolder } from './state-folder.js';

const FILE = 'machine.key';

/** The key under which spool and credentials lie on this machine; null before the first login. */
export function readMachineKey(folder: StateFolder): Buffer | null {
  const key = folder.read(FILE);
  if (key !== null && key.length !== MACHINE_KEY_BYTES) {
    throw new StateUnreadable(`${folder.pathOf(FILE)} is damaged; run "castellan logout" and then "castellan login".`);
  }
  return key;
}

/** The machine's key, made from the system's randomness if there is none yet. */
export function ensureMachineKey(folder: StateFolder): Buffer {
  const there = readMachineKey(folder);
  if (there !== null) return there;
  const made = randomBytes(MACHINE_KEY_BYTES);
  folder.write(FILE, made);
  return made;
}

export const removeMachineKey = (folder: StateFolder): void => folder.remove(FILE);
