import { assignedSecretsIn } from './assignments.js';
import { SECRET_KINDS, type SecretKind } from './kinds.js';
import { HOLDS, marksIn } from './marks.js';
import { privateKeysIn } from './private-keys.js';
import type { Span } from './span.js';

/** A secret, and where it stands. The secret itself is not repeated: findings are kept and shown. */
export interface SecretFinding extends Span {
  /** Stable, as in `github-token`. */
  readonly kind: string;
  /** For people, as in "a GitHub token". */
  readonly name: string;
}

const MOST_FINDINGS = 1_000;
const MOST_LOOKALIKES = 5_000;
const NAMES = {
  'generic-assignment': 'a password or key',
  'authorization-header': 'a credential in a header',
  'password-option': 'a password on a command line',
  'private-key': 'a private key',
} as const;

interface Beginning {
  readonly prefix: string;
  readonly kind: SecretKind;
}
/** Prefixes by their first two characters, as a number: one look at each place of a text tells whether any can begin there. */
const BEGINNINGS = new Map<number, Beginning[]>();
const ASCII = 128;
const pairAt = (text: string, at: number): number => text.charCodeAt(at) * ASCII + text.charCodeAt(at + 1);
const CAN_BEGIN = new Uint8Array(ASCII * ASCII);
for (const kind of SECRET_KINDS) {
  for (const prefix of kind.prefixes) {
    const pair = pairAt(prefix, 0);
    BEGINNINGS.set(pair, [...(BEGINNINGS.get(pair) ?? []), { prefix, kind }]);
    CAN_BEGIN[pair] = 1;
  }
}

/**
 * The secrets in a text, in order and without overlap. Linear in the length of the text: every form is bounded, and tried only where its prefix
 * stands. Placeholders, and names of variables that hold secrets, are none.
 */
export function findSecrets(text: string): readonly SecretFinding[] {
  const marks = marksIn(text);
  const found: SecretFinding[] = [];
  if ((marks.holds & HOLDS.privateKey) !== 0)
    for (const span of privateKeysIn(text)) found.push({ ...span, kind: 'private-key', name: 'a private key' });
  if ((marks.holds & HOLDS.form) !== 0) addByForm(text, found);
  for (const { id, start, end } of assignedSecretsIn(text, marks))
    found.push({ kind: id, name: NAMES[id], start, end });
  return found.length === 0 ? found : withoutOverlap(found);
}

function addByForm(text: string, found: SecretFinding[]): void {
  const tries = { left: MOST_LOOKALIKES };
  for (let at = 0; at + 1 < text.length && found.length < MOST_FINDINGS; at += 1) {
    const pair = pairAt(text, at);
    if (CAN_BEGIN[pair] !== 1) continue;
    const finding = secretAt(text, at, BEGINNINGS.get(pair) ?? [], tries);
    if (finding === null) continue;
    found.push(finding);
    at = finding.end - 1;
  }
}

function secretAt(
  text: string,
  at: number,
  beginnings: readonly Beginning[],
  tries: { left: number },
): SecretFinding | null {
  for (const { prefix, kind } of beginnings) {
    if (!text.startsWith(prefix, at)) continue;
    const { id, name, form, holds, inWord, lead = 0 } = kind;
    if (inWord !== true && /[A-Za-z0-9]/.test(text.charAt(at - 1))) continue;
    form.lastIndex = at;
    const match = form.exec(text);
    if (match === null) continue;
    // Whoever writes thousands of texts that are nearly secrets hides one among them.
    if (tries.left <= 0)
      return { kind: 'look-alikes', name: 'too much that looks like secrets', start: at, end: text.length };
    if (holds(match[0])) return { kind: id, name, ...secretPart(match, at, leadBefore(text, at, lead)) };
    tries.left -= 1;
  }
  return null;
}

/** Only the password of an address is secret, not the address. */
function secretPart([whole, part]: RegExpExecArray, at: number, lead: number): Span {
  if (part === undefined) return { start: at - lead, end: at + whole.length };
  const start = at + whole.indexOf(part, 3);
  return { start, end: start + part.length };
}

/** As much of a secret as stands before its prefix. */
function leadBefore(text: string, at: number, most: number): number {
  let length = 0;
  while (length < most && /[A-Za-z0-9_~.-]/.test(text.charAt(at - length - 1))) length += 1;
  return length;
}

/** Of findings that overlap the first and longest; forms come before places, so that a known kind keeps its name. */
function withoutOverlap(found: readonly SecretFinding[]): readonly SecretFinding[] {
  const kept: SecretFinding[] = [];
  const isPlace = ({ kind }: SecretFinding): number => (kind in NAMES ? 1 : 0);
  const ordered = found
    .slice(0, MOST_FINDINGS)
    .sort((a, b) => a.start - b.start || b.end - a.end || isPlace(a) - isPlace(b));
  for (const one of ordered) {
    const last = kept.at(-1);
    if (last === undefined || one.start >= last.end) kept.push(one);
    else if (one.end > last.end || (isPlace(last) > isPlace(one) && one.start < last.end))
      kept[kept.length - 1] = {
        ...(isPlace(last) > isPlace(one) ? one : last),
        start: last.start,
        end: Math.max(last.end, one.end),
      };
  }
  return kept;
}

/** The text with each secret replaced by its kind; all else stays. What is redacted once is not found again. */
export function redacted(text: string, findings: readonly SecretFinding[]): string {
  let rest = '';
  let reached = 0;
  for (const { kind, start, end } of findings) {
    rest += `${text.slice(reached, start)}[redacted ${kind}]`;
    reached = end;
  }
  return rest + text.slice(reached);
}
