/**
 * How a line may begin that a pattern fits. Told from the source of the pattern, so that whoever has the words of a line makes a line of them only where
 * a pattern may fit it. What is not understood may begin in any way.
 */
export interface Beginning {
  /** The alternative of the pattern that begins so. */
  readonly source: string;
  /** Small letters and signs, one of which the word behind the program begins with; null where that may be any, or where no word needs to be there. */
  readonly letters: string | null;
}

/** The alternatives of a pattern that calls of `program` may fit. */
export const beginningsOf = (program: string, source: string): readonly Beginning[] =>
  alternativesOf(source).flatMap((alternative) => {
    const letters = lettersBehind(program, alternative);
    return letters === undefined ? [] : [{ source: alternative, letters }];
  });

/** Undefined where the alternative begins with the name of another program. */
function lettersBehind(program: string, alternative: string): string | null | undefined {
  const ways = alternative.startsWith('^') ? opened(alternative.slice(1)) : null;
  if (ways === null) return null;
  let [mayFit, letters]: [boolean, string | null] = [false, ''];
  for (const way of ways) {
    const [, name = '', isOptional, rest = ''] = /^([\w-]*)(\??)(.*)$/s.exec(way) ?? [];
    if (isOptional === '' && rest.startsWith(' ')) {
      if (name !== program) continue;
      const own = firstLetters(rest.slice(1));
      letters = letters === null || own === null ? null : letters + own;
    } else if (program.startsWith(isOptional === '' ? name : name.slice(0, -1))) letters = null;
    else continue;
    mayFit = true;
  }
  return mayFit ? letters : undefined;
}

function firstLetters(source: string): string | null {
  let letters = '';
  for (const way of opened(source) ?? ['']) {
    // A letter that may be absent or stand for more says nothing.
    const letter = /^([\w-])(?![?*{])/.exec(way)?.[1];
    if (letter === undefined) return null;
    letters += letter.toLowerCase();
  }
  return letters;
}

/** The ways that a source may go on which begins with brackets; null where all that stands in them may be absent or repeat. */
function opened(source: string): readonly string[] | null {
  if (!source.startsWith('(?:')) return [source];
  const end = source.length - closing(source).length;
  const rest = source.slice(end);
  if (/^[?*+{]/.test(rest)) return null;
  return alternativesOf(source.slice('(?:'.length, end - 1)).map((way) => way + rest);
}

const PIECE = /\\.|\[(?:\\.|[^\]])*\]|[()|]/gs;

/** What stands behind the brackets with which a source begins. */
function closing(source: string): string {
  let depth = 0;
  for (const { 0: piece, index } of source.matchAll(PIECE)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (depth === 0 && piece === ')') return source.slice(index + 1);
  }
  return '';
}

/** What stands between the bars of a pattern that are in no brackets. */
function alternativesOf(source: string): readonly string[] {
  const alternatives: string[] = [];
  let depth = 0;
  let from = 0;
  for (const { 0: piece, index } of source.matchAll(PIECE)) {
    if (piece === '(') depth += 1;
    if (piece === ')') depth -= 1;
    if (piece !== '|' || depth > 0) continue;
    alternatives.push(source.slice(from, index));
    from = index + 1;
  }
  return [...alternatives, source.slice(from)];
}
