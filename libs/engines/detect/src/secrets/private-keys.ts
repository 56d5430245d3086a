import type { Span } from './span.js';

const LONGEST_KEY = 20_000;
const BEGIN = /-----BEGIN ((?:[A-Z0-9]{1,20} ){0,4})PRIVATE KEY(?: BLOCK)?-----/g;

/** Private keys in PEM (RFC 7468) and OpenPGP armour, each to its end, or as far as a key can be long where the end is missing. */
export function privateKeysIn(text: string): readonly Span[] {
  const found: Span[] = [];
  if (!text.includes('PRIVATE KEY')) return found;
  let reached = 0;
  for (const match of text.matchAll(BEGIN)) {
    if (match.index < reached) continue;
    const body = match.index + match[0].length;
    const end = text.slice(body, body + LONGEST_KEY).search(/-----END [A-Z0-9 ]{0,60}-----/);
    const inside = text.slice(body, end === -1 ? body + LONGEST_KEY : body + end);
    reached = end === -1 ? Math.min(text.length, body + LONGEST_KEY) : body + end + lengthOfEnd(text, body + end);
    // A key has something in it: a header alone is documentation.
    if (/[A-Za-z0-9+/=]{40}/.test(inside)) found.push({ start: match.index, end: reached });
  }
  return found;
}

const lengthOfEnd = (text: string, at: number): number => {
  const close = text.indexOf('-----', at + 5);
  return close === -1 ? 0 : close + 5 - at;
};
