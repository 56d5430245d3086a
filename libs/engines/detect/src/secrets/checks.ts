/** Bits of information per character, by how often each occurs (Shannon). Of a random token of 20 or more characters well above 3. */
export function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

const PLACEHOLDER =
  /example|placeholder|redacted|changeme|change-me|change_me|your[-_]|dummy|sample|fake|insert|replace|xxxx|\*{3}|\.{3}|0{8}|1234567|abcdef(?!\d)|todo|<|\$\{|\{\{|%[A-Za-z_]+%/i;

/** What people write for a password when they explain where one goes, or have none. */
export const isCommonWord = (text: string): boolean =>
  /^(?:my|the|a|some|auth|db|your|user|test|new|old|super|root|admin|secret)?[-_]?(?:password|passwd|passphrase|pass|pwd|secret|token|user(?:name)?|admin|root|postgres|mysql|guest|test|options?)$/i.test(
    text,
  );

/** Whether a text stands where a secret would, and is none. */
export const isPlaceholder = (text: string): boolean => PLACEHOLDER.test(text) || /^(.)\1+$/.test(text);

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** GitHub and npm end their tokens with the CRC-32 of what stands before, in base 62. */
export function endsWithItsChecksum(token: string): boolean {
  const body = token.slice(token.indexOf('_') + 1);
  if (body.length < 7) return false;
  return base62(crc32(body.slice(0, -6))).padStart(6, '0') === body.slice(-6);
}

function base62(number: number): string {
  let rest = number;
  let text = '';
  do {
    text = (BASE62[rest % 62] ?? '') + text;
    rest = Math.floor(rest / 62);
  } while (rest > 0);
  return text;
}

/** CRC-32 as in ISO 3309, of ASCII. */
export function crc32(text: string): number {
  let crc = 0xffff_ffff;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at) & 0xff;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return (crc ^ 0xffff_ffff) >>> 0;
}

/** RFC 7519: the first part is a JSON object that names an algorithm; "none" signs nothing and is no secret. */
export function isSignedJwt(token: string): boolean {
  const header = decodedBase64(token.slice(0, token.indexOf('.')));
  return header !== null && /"alg"\s{0,5}:\s{0,5}"(?!none")/i.test(header);
}

/** Base 64 of either alphabet as Latin-1; null when it is none. */
export function decodedBase64(text: string): string | null {
  try {
    return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  } catch {
    return null;
  }
}
