import { createHash, randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import type * as Keyring from '@napi-rs/keyring';
import type { Environment } from '../machine/environment.js';
import { MACHINE_KEY_BYTES } from '../machine/sealed-box.js';
import type { KeyHolder } from './key-holder.js';

const SERVICE = 'castellan';

/**
 * The keychain of the system: macOS Keychain, Windows Credential Manager, Secret Service on Linux (never the kernel's keyring, which a
 * restart empties). Null where there is none, or its binding is not installed.
 */
export function keychain(environment: Environment): KeyHolder | null {
  if (!environment.mayUseKeychain) return null;
  const entry = entryFor(environment.stateFolder);
  return entry && { place: 'keychain', ...heldIn(entry) };
}

function heldIn(entry: Keyring.Entry): Omit<KeyHolder, 'place'> {
  const read = (): Buffer | null => {
    const key = Buffer.from(attempt(() => entry.getPassword()) ?? '', 'base64');
    return key.length === MACHINE_KEY_BYTES ? key : null;
  };
  return {
    read,
    ensure: () => {
      const there = read();
      if (there) return there;
      attempt(() => entry.setPassword(randomBytes(MACHINE_KEY_BYTES).toString('base64')));
      // What a keychain does not give back at once it will not give back later.
      return read();
    },
    remove: () => void attempt(() => entry.deletePassword()),
  };
}

function entryFor(stateFolder: string): Keyring.Entry | null {
  const account = createHash('sha256').update(stateFolder).digest('hex').slice(0, 16);
  return attempt(() => {
    const binding = createRequire(import.meta.url)('@napi-rs/keyring') as typeof Keyring;
    return new binding.Entry(SERVICE, account, { linux: { store: 'secret-service' } });
  });
}

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
