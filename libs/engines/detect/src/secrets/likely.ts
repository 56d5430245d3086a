import { decodedBase64, entropyOf, isCommonWord, isPlaceholder } from './checks.js';

const HEX = /^[a-f0-9]{32,}$/i;
/** Prose, code that fetches a secret, and names of things are not secrets; random text is. */
export function isLikely(value: string, isQuoted: boolean): boolean {
  if (isPlaceholder(value) || isName(value) || HASHED.test(value)) return false;
  const isLetters = hasRandomCase(value);
  if (!isLetters && !DIGIT_OR_SIGN.test(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  const least = value.length >= 24 || isLetters ? 2 : 3;
  return kinds >= least && entropyOf(value) >= leastEntropyOf(value, isQuoted);
}

/** Digits of base 16 tell less each. */
const leastEntropyOf = (value: string, isQuoted: boolean): number => (HEX.test(value) ? 2.7 : isQuoted ? 3 : 3.3);

/** Letters alone whose size changes as it does in no name. */
function hasRandomCase(value: string): boolean {
  if (!/^[A-Za-z]{14,200}$/.test(value)) return false;
  const changes = value.match(/[a-z](?=[A-Z])|[A-Z]{2}(?=[a-z])/g)?.length ?? 0;
  return changes * 4 >= value.length && longestRunWithoutVowel(value) >= 4;
}

export const isCredential = (value: string): boolean =>
  !isPlaceholder(value) && !isCommonWord(value) && !isReference(value) && entropyOf(value) >= 2;

/** Code has such signs too, before a bracket, a point or its end. */
const DIGIT_OR_SIGN = /\d|[A-Za-z][!#%^&*][A-Za-z]/;
/** What is kept instead of a password: nobody comes in with it. */
const HASHED =
  /^(?:[\w.-]{1,40}:)?(?:\$apr1\$|\$2[abxy]?\$\d\d\$|\$argon2|\$scrypt|\$pbkdf2|\$[156]\$|\{(?:SSHA|bcrypt)|pbkdf2:|scrypt:|sha256\$)/;
/** `process.env.TOKEN`, `./path/to/file`, `https://…`: where a secret is, not what it is. */
const isReference = (value: string): boolean =>
  /^(?:process\.env|os\.environ|env\.|secrets\.|vars\.|config\.|settings\.|self\.|this\.|req\.|ctx\.)/i.test(value) ||
  /^(?:\.{0,2}\/|~\/|[a-z]+:\/\/|@|--|(?:vault|op|ref|arn|env|file|aws-sm|ssm):)/i.test(value);

/** `getToken`, `user-token-v2`, `x-aws-ec2-metadata-token`: words that somebody chose to be read. */
function isName(value: string): boolean {
  if (isReference(value)) return true;
  const segments = value.split(/[._:/$-]|(?<=[a-z0-9])(?=[A-Z])/);
  // Words of letters, each with at most one short number, joined as names are.
  const most = segments.length > 1 ? WORD_IN_NAME : WORD;
  const isReadable = value.length >= segments.length * SHORTEST_WORDS && longestRunWithoutVowel(value) < 6;
  return isReadable && segments.every((segment) => most.test(segment));
}

/** Words of names are this long on average; the pieces of random text are shorter. */
const SHORTEST_WORDS = 4;
const WORD = /^[A-Za-z]{2,30}\d{0,3}$/;
const WORD_IN_NAME = /^(?:[A-Za-z]{0,30}\d{0,4}|[A-Za-z]{1,30}\d{1,3}[A-Za-z]{1,30})$/;

const longestRunWithoutVowel = (value: string): number =>
  Math.max(
    ...value
      .replaceAll(/\d/g, '')
      .split(/[aeiouyAEIOUY._:/-]/)
      .map((run) => run.length),
  );

/** What decodes to `name:password`. */
export const isLogin = (value: string): boolean => /^[^\s:]{1,100}:[^\s]{4,300}$/.test(decodedBase64(value) ?? '');
/** What nobody would write but as a password: three kinds of signs at least, and no name. */
export const isPassword = (value: string): boolean =>
  isCredential(value) && isLikely(value.replace(/[.,;:)]+$/, ''), true);
/** What stands in a header behind "Basic": not where it decodes to words that mean a password. */
export function isHeaderValue(value: string): boolean {
  const login = /^[^\s:]{1,100}:(\S{1,300})$/.exec(decodedBase64(value) ?? '');
  const password = login?.[1];
  return isCredential(value) && (password === undefined || !(isCommonWord(password) || isPlaceholder(password)));
}
/** A token of a vendor that is named: as long as keys are, in letters and digits, or a UUID. */
export const isVendorToken = (value: string): boolean =>
  /\d/.test(value) &&
  /[a-z]/i.test(value) &&
  !/^[a-f0-9]{1,23}$/.test(value) &&
  !isPlaceholder(value) &&
  !isName(value) &&
  entropyOf(value) >= (HEX.test(value) ? 2.7 : 3);
export const isRandomText = (value: string): boolean => isLikely(value, true) && entropyOf(value) >= 3.5;
