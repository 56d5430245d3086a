import { readCertificate } from '#engines/saml';
import type { Json, JsonObject } from './connection.js';

/** One thing that is otherwise, in words: null where it is not there at all. */
export interface SettingsChange {
  /** Where it stands, such as `attributes.email`. */
  readonly member: string;
  readonly before: string | null;
  readonly after: string | null;
}

const LONGEST = 300;
/** What changes by itself, and means nothing to whoever compares. */
const UNCOMPARED = new Set(['announced', 'source.readAt']);
const CERTIFICATE = /-----BEGIN CERTIFICATE-----/u;

/** What of two settings differs, member by member. */
export function changesBetween(before: JsonObject, after: JsonObject): readonly SettingsChange[] {
  const [one, other] = [wordsOf(before), wordsOf(after)];
  const members = [...new Set([...one.keys(), ...other.keys()])];
  return members
    .map((member) => ({ member, before: one.get(member) ?? null, after: other.get(member) ?? null }))
    .filter((change) => change.before !== change.after);
}

function wordsOf(value: JsonObject, under = ''): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, one] of Object.entries(value)) {
    const member = `${under}${name}`;
    if (UNCOMPARED.has(member) || one === undefined || one === null) continue;
    if (isObject(one)) for (const [inner, words] of wordsOf(one, `${member}.`)) found.set(inner, words);
    else if (!Array.isArray(one) || one.length > 0) found.set(member, inWords(one).slice(0, LONGEST));
  }
  return found;
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function inWords(value: Json): string {
  if (Array.isArray(value)) return value.map(inWords).join(', ');
  if (typeof value === 'string') return CERTIFICATE.test(value) ? certificateInWords(value) : value;
  if (!isObject(value)) return JSON.stringify(value);
  return Object.values(value)
    .map((one) => inWords(one ?? null))
    .join(' ');
}

/** Nobody compares certificates letter by letter. */
function certificateInWords(pem: string): string {
  try {
    const { subject, fingerprint, notAfter } = readCertificate(pem);
    return `${subject} until ${notAfter.toISOString().slice(0, 10)} (${fingerprint.slice(0, 16)}…)`;
  } catch {
    return 'a certificate that cannot be read';
  }
}
