import type { Shadow } from '#contracts';
import { openShadow } from '#engines/bundle';
import { isObject, readEnrolment, readTrust } from '../machine/enrolment.js';
import type { StateFolder } from '../machine/state-folder.js';

const FILE = 'shadow.json';

/** The draft that this machine watches, as the server sent it, beside the policy that it obeys. Hooks never read it. */
export class ShadowFile {
  constructor(private readonly folder: StateFolder) {}

  etag(): string | null {
    const kept = this.folder.readJson(FILE);
    return isObject(kept) && typeof kept['etag'] === 'string' ? kept['etag'] : null;
  }

  write(envelope: unknown, etag: string | null): void {
    this.folder.writeJson(FILE, { etag, envelope });
  }

  remove(): void {
    if (this.folder.read(FILE) !== null) this.folder.remove(FILE);
  }

  /** What the org has signed for now; null when it is nothing, or when somebody else has written the file. */
  standing(now: Date): Shadow | null {
    const kept = this.folder.readJson(FILE);
    const enrolment = readEnrolment(this.folder);
    if (!isObject(kept) || enrolment === null) return null;
    const trustedKeys = readTrust(this.folder)?.keys ?? [];
    return openShadow(kept['envelope'], { trustedKeys, orgId: enrolment.org.id, now });
  }
}
