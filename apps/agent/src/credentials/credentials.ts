import { z } from 'zod';
import { isObject } from '../machine/enrolment.js';
import { SealedBox } from '../machine/sealed-box.js';
import type { StateFolder } from '../machine/state-folder.js';
import type { KeyHolder } from './key-holder.js';

const FILE = 'credentials.json';
const PURPOSE = 'castellan/credentials/v1';

/** All that is secret of an enrolled machine. Never printed, never in an error. */
export const credentials = z.object({
  dpopKey: z.record(z.string(), z.unknown()),
  accessToken: z.string(),
  /** RFC 3339. */
  accessTokenExpiresAt: z.string(),
  refreshToken: z.string(),
});
export type Credentials = z.infer<typeof credentials>;

/**
 * Credentials in a file, sealed with AES-256-GCM under a key that the keychain holds, or a second file where there is no keychain.
 * (A keychain's own entries are too short for tokens on some systems.) Without a keychain the seal tells tampering and keeps the tokens
 * from backups and searches that take one file and not the other; it does not keep them from who can read all files of this user.
 */
export class CredentialStore {
  /** @param holders the best first; a later one is used where those before it do not work */
  constructor(
    private readonly folder: StateFolder,
    private readonly holders: readonly KeyHolder[],
  ) {}

  /** Null when there are none, or none that can be opened. */
  load(): Credentials | null {
    const noted = this.noted();
    const key = noted && this.holders.find(({ place }) => place === noted.place)?.read();
    const text = key && new SealedBox(key, PURPOSE).open(Buffer.from(noted.sealed, 'base64'));
    return text ? parse(text.toString('utf8')) : null;
  }

  save(content: Credentials): void {
    const text = Buffer.from(JSON.stringify(content));
    for (const holder of this.holders) {
      const key = holder.ensure();
      if (!key) continue;
      const sealed = new SealedBox(key, PURPOSE).seal(text).toString('base64');
      this.folder.writeJson(FILE, { place: holder.place, sealed });
      return;
    }
  }

  /** Where the key lies, to be told to the developer; null without credentials. */
  place(): KeyHolder['place'] | null {
    return this.noted()?.place ?? null;
  }

  remove(): void {
    this.folder.remove(FILE);
    for (const holder of this.holders) holder.remove();
  }

  private noted(): { place: KeyHolder['place']; sealed: string } | null {
    const read = this.folder.readJson(FILE);
    if (!isObject(read) || typeof read['sealed'] !== 'string') return null;
    return { place: read['place'] === 'keychain' ? 'keychain' : 'file', sealed: read['sealed'] };
  }
}

function parse(text: string): Credentials | null {
  try {
    return credentials.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
