import { createHash } from 'node:crypto';

/**
 * The one spelling of a JSON value (RFC 8785): no white space, members sorted by the UTF-16 code units of their names, numbers
 * and strings as ECMAScript writes them. Members that are `undefined` are left out, as JSON.stringify leaves them.
 * @throws TypeError for what JSON cannot say: NaN, infinities, functions, bigints
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('JSON has no such number.');
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError(`JSON cannot say a ${typeof value}.`);
  return text;
}

/** SHA-256 of the canonical spelling of `document`, in hex: what a policy version and the bundles made of it are known by. */
export const digestOf = (document: unknown): string =>
  createHash('sha256').update(canonicalJson(document)).digest('hex');
