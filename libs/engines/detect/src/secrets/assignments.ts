import { type Place, PLACES } from './places.js';
import type { Span } from './span.js';

/** Without one of these nothing below can match. */
const SPEAKS =
  /pass|pwd|secret|token|key|credential|auth|psk|pat\b|cookie|-[pPuUkaw]|--user|kennwort|wort|senha|пароль|contrase|add_user|\/user:|sqlplus|:\d{4,5}:|AZDO|-us\d|[MNO][A-Za-z0-9_-]{23,27}\./i;

export interface Assigned extends Span {
  readonly id: Place['id'];
}

/** Secrets that are known by where they stand, not by their form. */
export const assignedSecretsIn = (text: string): readonly Assigned[] =>
  SPEAKS.test(text) ? PLACES.flatMap((place) => found(text, place)) : [];

function found(text: string, { id, form, holds }: Place): readonly Assigned[] {
  const spans: Assigned[] = [];
  for (const match of text.matchAll(form)) {
    const value = match.at(-1) ?? '';
    const isQuoted = match.length > 2 && match[1] !== '';
    if (!holds(value, isQuoted)) continue;
    // A sign that ends what stands around may follow the value.
    const start = match.index + match[0].lastIndexOf(value);
    spans.push({ id, start, end: start + value.length });
  }
  return spans;
}
