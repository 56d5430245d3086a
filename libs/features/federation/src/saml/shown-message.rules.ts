const LONGEST = 32 * 1024;
const VALUES = /(<(?:[\w.-]+:)?(?:SignatureValue|DigestValue|CipherValue|X509Certificate|Modulus)(?:\s[^>]*)?>)[^<]*/gu;

/** A message for the eyes of an admin: what it says, without values that say nothing to a person, and never whole where it is huge. */
export function shownMessage(field: string): string {
  const text = Buffer.from(field.slice(0, LONGEST * 2), 'base64')
    .toString('utf8')
    .replace(VALUES, '$1…');
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST)}…`;
}
