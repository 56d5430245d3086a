import { ensureMachineKey, readMachineKey } from '../machine/machine-key.js';
import type { StateFolder } from '../machine/state-folder.js';
import type { KeyHolder } from './key-holder.js';

/** The machine's own key file, mode 0600: where there is no keychain. It also seals the spool, so it outlives the credentials. */
export const keyFile = (folder: StateFolder): KeyHolder => ({
  place: 'file',
  read: () => readMachineKey(folder),
  ensure: () => ensureMachineKey(folder),
  remove: () => undefined,
});
