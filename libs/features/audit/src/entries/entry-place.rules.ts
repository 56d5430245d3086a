import type { EntryPlace } from './audit-entry.js';

/** A place as an opaque cursor, and back; null for what is no cursor of ours. */
export const cursorOf = ({ occurredAt, index }: EntryPlace): string =>
  Buffer.from(`${occurredAt.getTime()}.${index}`).toString('base64url');

const LATEST_MS = 8.64e15;

export function placeOf(cursor: string): EntryPlace | null {
  const [, ms, index] = /^(-?\d{1,16})\.(\d{1,16})$/.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
  if (ms === undefined || Math.abs(Number(ms)) > LATEST_MS) return null;
  return { occurredAt: new Date(Number(ms)), index: Number(index) };
}
