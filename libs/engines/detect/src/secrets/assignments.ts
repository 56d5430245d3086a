import { type Place, PLACES } from './places.js';
import type { Span } from './span.js';
import { WordFinder } from './word-finder.js';

/** Without one of these, in letters of any size, or what looks like a number or a token in its place, no place can be there. */
const SPEAKS = new WordFinder(
  'pass pwd secret token key credential auth psk cookie -p -u -k -a -w --user kennwort wort senha пароль contrase add_user /user: sqlplus azdo'.split(
    ' ',
  ),
);
const SPEAKS_BY_FORM = /pat\b|:\d{4,5}:|[MNO][A-Za-z0-9_-]{23,27}\./i;

export interface Assigned extends Span {
  readonly id: Place['id'];
}

const NONE: readonly Assigned[] = [];

/** Secrets that are known by where they stand, not by their form. */
export function assignedSecretsIn(text: string): readonly Assigned[] {
  if (!SPEAKS.isIn(text) && !SPEAKS_BY_FORM.test(text)) return NONE;
  const found: Assigned[] = [];
  for (const place of PLACES) addFound(text, place, found);
  return found;
}

function addFound(text: string, { id, form, holds, needs }: Place, spans: Assigned[]): void {
  if (needs !== undefined && !text.includes(needs)) return;
  // `matchAll` would make the pattern anew for each text.
  form.lastIndex = 0;
  for (let match = form.exec(text); match !== null; match = form.exec(text)) {
    const value = match.at(-1) ?? '';
    const isQuoted = match.length > 2 && match[1] !== '';
    if (!holds(value, isQuoted)) continue;
    // A sign that ends what stands around may follow the value.
    const start = match.index + match[0].lastIndexOf(value);
    spans.push({ id, start, end: start + value.length });
  }
}
