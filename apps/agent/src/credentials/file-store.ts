import { ensureMachineKey, readMachineKey } from '../machine/machine-key.js';
import { SealedBox } from '../machine/sealed-box.js';
import type { StateFolder } from '../machine/state-folder.js';
import { type Credentials, type CredentialStore, parseCredentials } from './credentials.js';

const FILE = 'credentials.sealed';
const PURPOSE = 'castellan/credentials/v1';

/**
 * Credentials in a file of mode 0600, sealed with AES-256-GCM under the machine's key, which lies in another file beside it.
 * This keeps them from backups, searches and copies that take one file and not the other, and tells tampering. It does not keep them from
 * who can read all files of this user: for that a machine needs a keychain.
 */
export class FileCredentials implements CredentialStore {
  readonly place = 'file';

  constructor(private readonly folder: StateFolder) {}

  load(): Credentials | null {
    const key = readMachineKey(this.folder);
    const sealed = this.folder.read(FILE);
    const text = key && sealed && new SealedBox(key, PURPOSE).open(sealed);
    return text && parseCredentials(text.toString('utf8'));
  }

  save(credentials: Credentials): void {
    this.folder.write(FILE, new SealedBox(ensureMachineKey(this.folder), PURPOSE).seal(Buffer.from(JSON.stringify(credentials))));
  }

  remove(): void {
    this.folder.remove(FILE);
  }
}
