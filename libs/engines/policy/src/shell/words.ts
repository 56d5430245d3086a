import type { Word, WordPart } from 'unbash';

/** What is known of variables at one point of a command line. */
export type Variables = ReadonlyMap<string, string>;

/** The text that the shell would make of `word`, or null when only running it could tell. */
export function constantOf(word: Word, variables: Variables): string | null {
  if (word.parts === undefined) return word.value;
  let text = '';
  for (const part of word.parts) {
    const value = constantPart(part, variables);
    if (value === null) return null;
    text += value;
  }
  return text;
}

function constantPart(part: WordPart, variables: Variables): string | null {
  switch (part.type) {
    case 'Literal':
    case 'SingleQuoted':
    case 'AnsiCQuoted':
      return part.value;
    case 'Glob':
    case 'ExtendedGlob':
    case 'BraceExpansion':
      return part.text;
    case 'DoubleQuoted':
    case 'LocaleString':
      return part.parts.reduce<string | null>((text, inner) => {
        const value = text === null ? null : constantPart(inner, variables);
        return text === null || value === null ? null : text + value;
      }, '');
    case 'SimpleExpansion':
      return variables.get(part.text.slice(1)) ?? null;
    case 'ParameterExpansion':
      return part.prefix === undefined && part.index === undefined && part.operation === undefined
        ? (variables.get(part.parameter) ?? null)
        : null;
    default:
      return null;
  }
}
