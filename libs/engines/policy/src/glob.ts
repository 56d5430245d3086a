/** Whether a text fits a pattern. Made once for each pattern. */
export type Matcher = (text: string) => boolean;

/**
 * A pattern of paths: `*` and `?` stay inside one folder, `**` crosses folders. Matches without backtracking over the text:
 * the time is bounded by the length of the pattern times that of the text.
 */
export function pathMatcher(pattern: string, { foldCase }: { foldCase: boolean }): Matcher {
  const folded = foldCase ? pattern.toLowerCase() : pattern;
  const key = `${foldCase ? 'i' : 's'}${pattern}`;
  const made = MADE.get(key);
  if (made !== undefined) return made;
  const [begins, ends] = [/^[^*?]*/.exec(folded)?.[0] ?? '', /[^*?/]*$/.exec(folded)?.[0] ?? ''];
  const tokens = tokensOf(folded, true);
  const part = longestText(tokens);
  const matcher: Matcher = (text) => {
    const given = foldCase ? text.toLowerCase() : text;
    return given.startsWith(begins) && given.endsWith(ends) && given.includes(part) && fits(tokens, given);
  };
  if (MADE.size >= MOST_MADE) MADE.clear();
  MADE.set(key, matcher);
  return matcher;
}

/** Patterns repeat from one request to the next: each is made once. */
const MADE = new Map<string, Matcher>();
const MOST_MADE = 5_000;

/** A pattern of names: `*` is any text, `?` any one character. */
export function nameMatcher(pattern: string, { foldCase }: { foldCase: boolean } = { foldCase: false }): Matcher {
  const plain = plainMatcher(foldCase ? pattern.toLowerCase() : pattern);
  return foldCase ? (text) => plain(text.toLowerCase()) : plain;
}

function plainMatcher(pattern: string): Matcher {
  if (pattern.includes('?')) {
    const tokens = tokensOf(pattern, false);
    return (text) => fits(tokens, text);
  }
  const parts = pattern.split('*');
  const [first = '', last = ''] = [parts[0], parts.at(-1)];
  if (parts.length === 1) return (text) => text === first;
  const middle = parts.slice(1, -1).filter((part) => part !== '');
  return (text) =>
    text.length >= first.length + last.length &&
    text.startsWith(first) &&
    text.endsWith(last) &&
    follow(middle, text, first.length, text.length - last.length);
}

/** Whether the parts stand in `text` one behind the other: the first place that each fits leaves the most for the next. */
function follow(parts: readonly string[], text: string, from: number, end: number): boolean {
  let at = from;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

type Token =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'one' | 'many'; readonly across: boolean }
  | { readonly kind: 'folders' };

function tokensOf(pattern: string, isPath: boolean): readonly Token[] {
  const tokens: Token[] = [];
  for (const [piece] of pattern.matchAll(/\*\*\/|\*+|\?|[^*?]/gsu)) {
    if (isPath && piece === '**/') tokens.push({ kind: 'folders' });
    else if (piece === '?') tokens.push({ kind: 'one', across: !isPath });
    else if (piece.startsWith('*')) {
      tokens.push({ kind: 'many', across: !isPath || piece.length > 1 });
      if (piece.endsWith('/')) tokens.push({ kind: 'text', text: '/' });
    } else tokens.push({ kind: 'text', text: piece });
  }
  return tokens;
}

/** The longest text between two signs of a pattern: it stands in whatever fits, so that most texts are told apart by it alone. */
function longestText(tokens: readonly Token[]): string {
  let [longest, text, isBetween] = ['', '', false];
  for (const token of tokens) {
    if (token.kind === 'text') text += token.text;
    else {
      if (isBetween && text.length > longest.length) longest = text;
      [text, isBetween] = ['', true];
    }
  }
  return longest;
}

/** Simulates the pattern as an automaton: the set of its places that the text read so far can have reached. */
function fits(tokens: readonly Token[], text: string): boolean {
  let places = closure(tokens, new Set([0]), true);
  for (const character of text) {
    const next = new Set<number>();
    for (const place of places) {
      const reached = placeAfter(tokens[place], character, place);
      if (reached !== null) next.add(reached);
    }
    if (next.size === 0) return false;
    places = closure(tokens, next, character === '/');
  }
  return places.has(tokens.length);
}

/** Where one character leads from `place`; null when it does not fit there. */
function placeAfter(token: Token | undefined, character: string, place: number): number | null {
  switch (token?.kind) {
    case 'text':
      return token.text === character ? place + 1 : null;
    case 'one':
      return token.across || character !== '/' ? place + 1 : null;
    case 'many':
      return token.across || character !== '/' ? place : null;
    case 'folders':
      return place;
    case undefined:
      return null;
  }
}

/** The token of any folders is left only behind a slash, or at the beginning: `x` below any folder is not `ax`. */
function closure(tokens: readonly Token[], places: Set<number>, afterSlash: boolean): Set<number> {
  for (const place of places) {
    const kind = tokens[place]?.kind;
    if (kind === 'many' || (kind === 'folders' && afterSlash)) places.add(place + 1);
  }
  return places;
}
