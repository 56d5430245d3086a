import { HOLDS, type Marks, mayFit } from './marks.js';
import { type Place, PLACES } from './places.js';
import type { Span } from './span.js';

/** Where no word speaks of secrets, one of these must. */
const SPEAKS = /pat\b|:\d{4,5}:|[MNO][A-Za-z0-9_-]{23,27}\./i;

export interface Assigned extends Span {
  readonly id: Place['id'];
}

const NONE: readonly Assigned[] = [];

/**
 * Secrets that are known by where they stand, not by their form.
 * @param marks what `marksIn` tells of the text
 */
export function assignedSecretsIn(text: string, marks: Marks): readonly Assigned[] {
  if ((marks.holds & HOLDS.word) === 0 && !speaksByForm(text, marks)) return NONE;
  const found: Assigned[] = [];
  for (let at = 0; at < PLACES.length; at += 1) {
    const place = PLACES[at];
    if (place !== undefined && mayFit(marks, at)) addFound(text, place, found);
  }
  return found;
}

const speaksByForm = (text: string, marks: Marks): boolean =>
  ((marks.holds & HOLDS.hint) !== 0 || hasLongWordBeforeDot(text)) && SPEAKS.test(text);

/** What stands before the first dot of a token of Discord is as long as this. */
const LONG = 24;
const LONG_WORD = /^[\w-]+$/;
function hasLongWordBeforeDot(text: string): boolean {
  for (let dot = text.indexOf('.', LONG); dot !== -1; dot = text.indexOf('.', dot + 1))
    if (LONG_WORD.test(text.slice(dot - LONG, dot))) return true;
  return false;
}

/** Names are shorter. */
const MOST_BEFORE = 80;

function addFound(text: string, { id, form, holds, before }: Place, spans: Assigned[]): void {
  // `matchAll` would make the pattern anew for each text.
  form.lastIndex = 0;
  for (let match = form.exec(text); match !== null; match = form.exec(text)) {
    const value = match.at(-1) ?? '';
    const isQuoted = match.length > 2 && match[1] !== '';
    if (!holds(value, isQuoted)) continue;
    if (before?.test(text.slice(Math.max(0, match.index - MOST_BEFORE), match.index)) === false) continue;
    // A sign that ends what stands around may follow the value.
    const start = match.index + match[0].lastIndexOf(value);
    spans.push({ id, start, end: start + value.length });
  }
}
