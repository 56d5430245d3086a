import { entropyOf, isCommonWord, isPlaceholder } from './checks.js';
import type { Span } from './span.js';

/** A name that says "secret", and what it is given. Every repetition is bounded, so the time is linear. */
const ASSIGNED =
  /(?:password|passwd|passphrase|secret|token|api[_-]?key|apikey|access[_-]?key|auth[_-]?key|private[_-]?key|credentials?|pwd)(?:[_-]?(?:id|key|value|base64))?["'\]]{0,2}[ \t]{0,4}(?::=|=>|[:=])[ \t]{0,4}(["'`]?)([^\s"'`,;<>(){}[\]\\]{8,200})/gi;
/** The value of a header that carries a credential. */
const HEADER =
  /(?:authorization["']?\s{0,3}[:=]\s{0,3}["']?(?:bearer|basic|token|apikey)|x-api-key["']?\s{0,3}:)[ \t]{1,3}([A-Za-z0-9._~+/=-]{12,2000})/gi;
/** `curl -u name:password`, `--password=…`, `mysql -pPassword`, `sshpass -p …`. */
const GIVEN =
  /(?:\b(?:curl|wget|https?)\b[^|;&\n]{0,300}?\s(?:-u|--user|--proxy-user)[ =]["']?[^\s:"'$]{1,100}:|(?:^|\s)--(?:password|passwd|token|secret|api-key|access-token|auth-token)[ =]["']?|sshpass -p ?["']?|(?:mysql|mysqldump|mysqladmin|mariadb)\b[^|;&\n]{0,200}?\s-p)([^\s"'$`<>|;&]{6,200})/g;

/** Without one of these nothing below can match. */
const SPEAKS = /pass|pwd|secret|token|key|credential|authorization|-[pu]|--user/i;

export interface Assigned extends Span {
  readonly id: 'generic-assignment' | 'authorization-header' | 'password-option';
}

/** Secrets that are known by where they stand, not by their form. */
export function assignedSecretsIn(text: string): readonly Assigned[] {
  if (!SPEAKS.test(text)) return [];
  return [
    ...found(text, { id: 'authorization-header', form: HEADER, holds: isCredential }),
    ...found(text, { id: 'password-option', form: GIVEN, holds: isCredential }),
    ...found(text, { id: 'generic-assignment', form: ASSIGNED, holds: isLikely }),
  ];
}

interface Place {
  readonly id: Assigned['id'];
  /** The value is the last group; one before it is the quotation mark. */
  readonly form: RegExp;
  readonly holds: (value: string, isQuoted: boolean) => boolean;
}

function found(text: string, { id, form, holds }: Place): readonly Assigned[] {
  const spans: Assigned[] = [];
  for (const match of text.matchAll(form)) {
    const value = match.at(-1) ?? '';
    const isQuoted = match.length > 2 && match[1] !== '';
    if (!holds(value, isQuoted)) continue;
    const end = match.index + match[0].length;
    spans.push({ id, start: end - value.length, end });
  }
  return spans;
}

/** Prose, code that fetches a secret, and names of things are not secrets; random text is. */
function isLikely(value: string, isQuoted: boolean): boolean {
  if (isPlaceholder(value) || isName(value)) return false;
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(value)).length;
  const least = isQuoted ? 3 : 3.3;
  return /\d/.test(value) && kinds >= (value.length >= 24 ? 2 : 3) && entropyOf(value) >= least;
}

const isCredential = (value: string): boolean =>
  !isPlaceholder(value) && !isCommonWord(value) && !isReference(value) && entropyOf(value) >= 2;

/** `process.env.TOKEN`, `./path/to/file`, `https://…`: where a secret is, not what it is. */
const isReference = (value: string): boolean =>
  /^(?:process\.env|os\.environ|env\.|secrets\.|vars\.|config\.|settings\.|self\.|this\.|req\.|ctx\.)/i.test(value) ||
  /^(?:\.{0,2}\/|~\/|[a-z]+:\/\/|@)/i.test(value);

/** `getToken`, `user-token-v2`, `x-aws-ec2-metadata-token`: words that somebody chose to be read. */
function isName(value: string): boolean {
  if (isReference(value)) return true;
  const segments = value.split(/[._:/-]|(?<=[a-z0-9])(?=[A-Z])/);
  // Words of letters, each with at most one short number, joined as names are.
  const most = segments.length > 1 ? WORD_IN_NAME : WORD;
  const isReadable = value.length >= segments.length * SHORTEST_WORDS && longestRunWithoutVowel(value) < 6;
  return isReadable && segments.every((segment) => most.test(segment));
}

/** Words of names are this long on average; the pieces of random text are shorter. */
const SHORTEST_WORDS = 4;
const WORD = /^[A-Za-z]{2,30}\d{0,3}$/;
const WORD_IN_NAME = /^(?:[A-Za-z]{0,30}\d{0,3}|[A-Za-z]{1,30}\d{1,3}[A-Za-z]{1,30})$/;

const longestRunWithoutVowel = (value: string): number =>
  Math.max(...value.split(/[aeiouyAEIOUY._:/-]/).map((run) => run.length));
