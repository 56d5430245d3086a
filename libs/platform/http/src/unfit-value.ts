/** Where in a request a value stands that no field may hold, and what is wrong with it. */
export type UnfitValue = Readonly<Record<'path' | 'message', string>>;

const DEEPEST = 64;
const NUL = '\u0000';

interface Place {
  readonly value: unknown;
  readonly name: string;
  readonly within: Place | null;
  readonly depth: number;
}

/**
 * The first text with U+0000, which PostgreSQL holds neither in `text` nor in `jsonb`, or the first value nested deeper than 64: writing such a
 * one as JSON would use up the stack. Null where all fits.
 */
export function unfitValue(request: unknown): UnfitValue | null {
  const waiting: Place[] = [{ value: request, name: '', within: null, depth: 0 }];
  for (let place = waiting.pop(); place !== undefined; place = waiting.pop()) {
    const { value, depth } = place;
    if (typeof value === 'string') {
      if (value.includes(NUL)) return { path: pathTo(place), message: 'Take out the character U+0000.' };
      continue;
    }
    if (typeof value !== 'object' || value === null) continue;
    if (depth === DEEPEST) return { path: pathTo(place), message: `Nest values at most ${DEEPEST} deep.` };
    for (const [name, inner] of Object.entries(value)) {
      const below = { value: inner as unknown, name, within: place, depth: depth + 1 };
      if (name.includes(NUL)) return { path: pathTo(place), message: 'Take out the character U+0000 of a name.' };
      waiting.push(below);
    }
  }
  return null;
}

function pathTo(place: Place): string {
  const names: string[] = [];
  for (let at = place; at.within !== null; at = at.within) names.unshift(at.name);
  return names.join('.');
}
