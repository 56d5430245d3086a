import { createHash } from 'node:crypto';
import { ScimRefusal } from '#engines/scim';
import { isUuid } from '#kernel';

/** Behind which resource the next page begins. */
export interface CursorPlace {
  readonly id: string;
  readonly key: string | null;
}

const LONGEST_CURSOR = 8_000;
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 16);

/** A cursor is a place and the search that it is good for; it keeps no state here, so it does not expire (RFC 9865 section 2). */
export const writeCursor = ({ id, key }: CursorPlace, search: string): string =>
  Buffer.from(JSON.stringify([digestOf(search), id, key])).toString('base64url');

/** @throws ScimRefusal invalidCursor for what we did not write, or wrote for another search */
export function readCursor(cursor: string, search: string): CursorPlace | null {
  if (cursor === '') return null;
  const [digest, id, key] = cursor.length > LONGEST_CURSOR ? [] : partsOf(cursor);
  const isOurs = digest === digestOf(search) && typeof id === 'string' && isUuid(id);
  if (isOurs && (key === null || (typeof key === 'string' && !key.includes('\u0000')))) return { id, key };
  throw new ScimRefusal('invalidCursor', 'The cursor is none of ours, or of another search. Begin again without one.');
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
