/**
 * How a pattern speaks of a claim's value. It is for the whole value, upper and lower case differ, and every character means itself but:
 *   `*`   any run of characters, also none, that holds neither `/` nor `:`
 *   `**`  any run of characters, also none
 *   `?`   one character that is neither `/` nor `:`
 * `/` and `:` divide the names of CI systems (`repo:acme/app:ref:refs/heads/main`): what stands between two of them is one name, and a
 * star does not let a name run into the next.
 */
type Piece = { readonly kind: 'star' | 'stars' | 'one' } | { readonly kind: 'literal'; readonly character: string };

const DIVIDERS: ReadonlySet<string> = new Set(['/', ':']);
const isWild = (character: string): boolean => character === '*' || character === '?';

/** A pattern that is nothing but wildcards says nothing. */
export const saysNothing = (pattern: string): boolean => Array.from(pattern).every(isWild);

/** What every value that matches begins with. */
export function literalBeginning(pattern: string): string {
  const characters = Array.from(pattern);
  const end = characters.findIndex(isWild);
  return characters.slice(0, end === -1 ? undefined : end).join('');
}

/** In steps of pattern times value at most: no pattern takes for ever. */
export function matchesGlob(pattern: string, value: string): boolean {
  const pieces = piecesOf(pattern);
  let here = reached(pieces, [0]);
  for (const character of value) {
    const next: number[] = [];
    for (const at of here) {
      const piece = pieces[at];
      if (piece === undefined || !takes(piece, character)) continue;
      next.push(piece.kind === 'star' || piece.kind === 'stars' ? at : at + 1);
    }
    here = reached(pieces, next);
    if (here.size === 0) return false;
  }
  return here.has(pieces.length);
}

/** A star may be done with at once. */
function reached(pieces: readonly Piece[], from: readonly number[]): ReadonlySet<number> {
  const places = new Set<number>();
  for (const start of from) {
    let at = start;
    while (!places.has(at)) {
      places.add(at);
      const kind = pieces[at]?.kind;
      if (kind !== 'star' && kind !== 'stars') break;
      at += 1;
    }
  }
  return places;
}

function takes(piece: Piece, character: string): boolean {
  if (piece.kind === 'literal') return piece.character === character;
  return piece.kind === 'stars' || !DIVIDERS.has(character);
}

function piecesOf(pattern: string): readonly Piece[] {
  const pieces: Piece[] = [];
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === '?') pieces.push({ kind: 'one' });
    else if (character !== '*') pieces.push({ kind: 'literal', character });
    else if (characters[at + 1] !== '*') pieces.push({ kind: 'star' });
    else {
      pieces.push({ kind: 'stars' });
      while (characters[at + 1] === '*') at += 1;
    }
  }
  return pieces;
}
