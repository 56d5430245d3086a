import { VersionMismatch } from './scim.errors.js';

const tagsIn = (header: string): readonly string[] => header.split(',').map((tag) => tag.trim().replace(/^W\//i, ''));

/** RFC 9110 section 13.1.1, with the weak comparison that weak tags need. @throws VersionMismatch */
export function mustMatch(ifMatch: string | null, version: number): void {
  if (ifMatch === null || ifMatch.trim() === '*') return;
  if (!tagsIn(ifMatch).includes(`"${version}"`))
    throw new VersionMismatch(`The resource is at version W/"${version}" now. Read it again, and change that.`);
}

/** RFC 9110 section 13.1.2: whether the client has it already. */
export const isKnown = (ifNoneMatch: string | undefined, etag: unknown): boolean =>
  typeof ifNoneMatch === 'string' &&
  typeof etag === 'string' &&
  (ifNoneMatch.trim() === '*' || tagsIn(ifNoneMatch).includes(etag.replace(/^W\//, '')));
