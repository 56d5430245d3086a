import type { ParsedScript, Word, WordPart } from 'unbash';

interface Known<Value> {
  readonly get: (name: string) => Value | undefined;
}
/** What is known of variables at one point of a command line; a list is an array, or under `@` the positional parameters. */
export interface Values {
  readonly variables: Known<string>;
  readonly lists: Known<readonly string[]>;
  /** Where a word is only guessed: whether a variable is set at all. What stands behind `:-` is meant where it is not. */
  readonly isSet?: (name: string) => boolean;
}
/** What a command substitution would print, or null when only running it could tell. */
export type Substitute = (script: ParsedScript | undefined) => string | null;

const MOST_WORDS = 4_096;
const BLANKS = ' \t\n';
/** A text that grows beyond this, as by doubling a variable, is not known. */
const LONGEST_TEXT = 100_000;
interface Piece {
  readonly choices: readonly string[];
  readonly splits: boolean;
}

/** The text that the shell would make of `word`, or null when only running it could tell. */
export function constantOf(word: Word, values: Values, substitute: Substitute): string | null {
  const fields = fieldsOf(word, values, substitute);
  if (fields === null) return null;
  return fields.length === 1 ? (fields[0] ?? '') : fields.join(' ');
}

/** The words that the shell would make of `word`: braces expanded, unquoted expansions split. Null when they cannot be known. */
export function fieldsOf(word: Word, values: Values, substitute: Substitute): readonly string[] | null {
  const { parts } = word;
  if (parts === undefined) return [word.value];
  const list = parts.length === 1 && parts[0] !== undefined ? listIn(parts[0], values) : undefined;
  if (list !== undefined) return list;
  // Without braces there is one text, and nothing to choose from. Each part is read once: parts nest.
  if (parts.some(({ type }) => type === 'BraceExpansion')) return chosenFields(parts, values, substitute);
  let whole = '';
  let splits = false;
  for (const part of parts) {
    const text = textOf(part, values, substitute);
    if (text === null || whole.length + text.length > LONGEST_TEXT) return null;
    splits ||= SPLITTING.has(part.type) && holdsOneOf(text, values.variables.get('IFS') ?? BLANKS);
    whole += text;
  }
  return splits ? split(whole, values) : [whole];
}

/** With braces every choice makes a word of its own. */
function chosenFields(parts: readonly WordPart[], values: Values, substitute: Substitute): readonly string[] | null {
  let texts = [''];
  let splits = false;
  for (const part of parts) {
    const piece = pieceOf(part, values, substitute);
    if (piece === null) return null;
    splits ||= piece.splits;
    if (
      texts.length * piece.choices.reduce((sum, choice) => sum + choice.length + (texts[0]?.length ?? 0), 0) >
      LONGEST_TEXT
    )
      return null;
    const [only = ''] = piece.choices;
    texts =
      texts.length === 1 && piece.choices.length === 1
        ? [(texts[0] ?? '') + only]
        : texts.flatMap((text) => piece.choices.map((choice) => text + choice));
    if (texts.length > MOST_WORDS) return null;
  }
  return splits ? texts.flatMap((text) => split(text, values)) : texts;
}

function holdsOneOf(text: string, signs: string): boolean {
  for (const sign of signs) if (text.includes(sign)) return true;
  return false;
}

/** Splits as `IFS` says. */
function split(text: string, { variables }: Values): readonly string[] {
  const signs = variables.get('IFS') ?? BLANKS;
  if (signs === BLANKS) return text.split(/[ \t\n]+/).filter((field) => field !== '');
  let field = '';
  const found: string[] = [];
  for (const character of `${text}${signs[0] ?? ''}`) {
    if (!signs.includes(character)) field += character;
    else if (field !== '') {
      found.push(field);
      field = '';
    }
  }
  return field === '' ? found : [...found, field];
}

/** `"$@"` and `"${words[@]}"` make as many words as there are, and no others. Undefined where the part is something else, or not known. */
function listIn(part: WordPart, values: Values): readonly string[] | undefined {
  if (part.type === 'DoubleQuoted')
    return part.parts.length === 1 && part.parts[0] !== undefined ? listIn(part.parts[0], values) : undefined;
  if (part.type === 'SimpleExpansion') return /^\$[@*]$/.test(part.text) ? values.lists.get('@') : undefined;
  if (part.type !== 'ParameterExpansion' || part.prefix !== undefined) return undefined;
  if (part.operation !== undefined) return sliceIn(part, part.operation, values);
  if (part.parameter === '@' || part.parameter === '*') return values.lists.get('@');
  return part.index?.value === '@' || part.index?.value === '*' ? values.lists.get(part.parameter) : undefined;
}

/** `"${words[@]:from:count}"`. */
function sliceIn(part: Expansion, operation: Operation, values: Values): readonly string[] | undefined {
  if (operation.type !== 'Slice' || !/^[@*]$/.test(part.index?.value ?? part.parameter)) return undefined;
  const list = values.lists.get(part.index === undefined ? '@' : part.parameter);
  const isOfAll = part.index === undefined;
  const [from, count] = [Number(operation.offset.value), Number(operation.length?.value ?? Infinity)];
  if (list === undefined || !(from >= 0) || !(count >= 0)) return undefined;
  const begin = isOfAll ? Math.max(0, from - 1) : from;
  return list.slice(begin, count === Infinity ? undefined : begin + count);
}

const SPLITTING: ReadonlySet<WordPart['type']> = new Set(['SimpleExpansion', 'ParameterExpansion', 'CommandExpansion']);

function pieceOf(part: WordPart, values: Values, substitute: Substitute): Piece | null {
  if (part.type === 'BraceExpansion') {
    const choices = braces(part.text);
    return choices === null || choices.length > MOST_WORDS ? null : { choices, splits: false };
  }
  const text = textOf(part, values, substitute);
  const splits = SPLITTING.has(part.type);
  const signs = values.variables.get('IFS') ?? BLANKS;
  return text === null ? null : { choices: [text], splits: splits && holdsOneOf(text, signs) };
}

/** `declare -n other=name`: what is known under the name. */
function namedElsewhere(name: string, { variables }: Values): string | undefined {
  const other = variables.get(`&${name}`);
  return other === undefined ? undefined : variables.get(other);
}

/** They hold numbers that differ from run to run, and mean nothing. */
const NUMBERS = new Set(['$', '!', '?', 'PPID', 'UID', 'EUID', 'RANDOM', 'SECONDS', 'EPOCHSECONDS', 'LINENO']);
const numberOf = (name: string): string | undefined => (NUMBERS.has(name) ? '4242' : undefined);

function textOf(part: WordPart, values: Values, substitute: Substitute): string | null {
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
      return joined(part.parts, values, substitute);
    case 'SimpleExpansion':
      return (
        values.variables.get(part.text.slice(1)) ??
        numberOf(part.text.slice(1)) ??
        listIn(part, values)?.join(' ') ??
        namedElsewhere(part.text.slice(1), values) ??
        null
      );
    case 'ParameterExpansion':
      return parameter(part, values, substitute);
    case 'CommandExpansion':
      return substitute(part.script);
    case 'ArithmeticExpansion':
      return '0';
    case 'ProcessSubstitution':
      return '/dev/fd/63';
  }
}

function joined(parts: readonly WordPart[], values: Values, substitute: Substitute): string | null {
  let text = '';
  for (const part of parts) {
    const value = textOf(part, values, substitute);
    if (value === null) return null;
    text += value;
    if (text.length > LONGEST_TEXT) return null;
  }
  return text;
}

/** `${value%pattern}` and its like; null where the pattern is more than a name or one level of folders. */
function without(value: string, operator: string, pattern: string | null): string | null {
  if (pattern === '/*' && operator === '%') return value.includes('/') ? value.slice(0, value.lastIndexOf('/')) : value;
  if (pattern === '*/' && operator === '##') return value.slice(value.lastIndexOf('/') + 1);
  if (pattern === null || /[*?[]/.test(pattern)) return null;
  if (operator.startsWith('#')) return value.startsWith(pattern) ? value.slice(pattern.length) : value;
  return value.endsWith(pattern) ? value.slice(0, value.length - pattern.length) : value;
}

type Expansion = Extract<WordPart, { type: 'ParameterExpansion' }>;
type Operation = NonNullable<Expansion['operation']>;

/** One element of an array, by its number or its name, or all of them in one text. */
const elementOf = (part: Expansion, index: string, values: Values): string | null =>
  listIn(part, values)?.join(' ') ??
  values.lists.get(part.parameter)?.at(Number(index)) ??
  values.variables.get(`${part.parameter}[${index}]`) ??
  null;

/** `${x:-word}` and its like. With a colon, what is empty counts as not set. */
function byDefault(
  operator: string,
  value: string | undefined,
  { isSet, operand }: { readonly isSet: boolean | undefined; readonly operand: () => string | null },
): string | null {
  const isPlus = operator.endsWith('+');
  if (isSet === false) return operand();
  if (value === '' && operator.startsWith(':')) return isPlus ? '' : operand();
  if (isPlus) return value === undefined ? null : operand();
  return value ?? null;
}

function parameter(part: Expansion, values: Values, substitute: Substitute): string | null {
  const { prefix, index, parameter: name, operation } = part;
  if (prefix === '#') return '1';
  if (index !== undefined) return elementOf(part, index.value, values);
  const value =
    values.variables.get(name) ?? numberOf(name) ?? listIn(part, values)?.join(' ') ?? namedElsewhere(name, values);
  if (prefix === '!' && operation === undefined)
    return value === undefined ? null : (values.variables.get(value) ?? null);
  if (prefix !== undefined) return null;
  if (operation === undefined) return value ?? null;
  const known = (word: Word): string | null => constantOf(word, values, substitute);
  if (operation.type === 'Default')
    return byDefault(operation.operator, value, {
      isSet: values.isSet?.(name),
      operand: () => known(operation.operand),
    });
  if (value === undefined) return null;
  switch (operation.type) {
    case 'Slice': {
      const [from, length] = [
        Number(known(operation.offset)),
        operation.length ? Number(known(operation.length)) : Infinity,
      ];
      return from >= 0 && length >= 0 ? value.slice(from, from + length) : null;
    }
    case 'Replace': {
      const [pattern, replacement] = [known(operation.pattern), known(operation.replacement)];
      if (pattern === null || replacement === null || /[*?[#%]/.test(pattern)) return null;
      return operation.operator === '//'
        ? value.replaceAll(pattern, () => replacement)
        : value.replace(pattern, () => replacement);
    }
    case 'Remove': {
      return without(value, operation.operator, known(operation.operand));
    }
    case 'CaseModification':
      if (operation.operator === '^^') return value.toUpperCase();
      return operation.operator === ',,' ? value.toLowerCase() : null;
    case 'Transform':
      return transformed(value, known(operation.operand));
    default:
      return null;
  }
}

/** `${x@E}` and its like, where they change nothing that matters; `${x@P}` runs what it holds, which is seen elsewhere. */
function transformed(value: string, operator: string | null): string | null {
  if (operator === 'U') return value.toUpperCase();
  if (operator === 'L') return value.toLowerCase();
  return operator === 'E' && !value.includes('\\') ? value : null;
}

/** `{a,b}` and `{1..5}`; whatever else stays as it is. Null where there is more in one another than is followed. */
function braces(text: string): readonly string[] | null {
  const inner = text.slice(1, -1);
  const range = /^(-?\d{1,6})\.\.(-?\d{1,6})$/.exec(inner);
  if (range) {
    const [from, to] = [Number(range[1]), Number(range[2])];
    const count = Math.min(Math.abs(to - from) + 1, 16);
    return Array.from({ length: count }, (_, at) => String(from + (to > from ? at : -at)));
  }
  const choices: string[] = [];
  let depth = 0;
  let from = 0;
  for (let at = 0; at <= inner.length; at += 1) {
    const character = inner[at];
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    if (at === inner.length || (character === ',' && depth === 0)) {
      choices.push(inner.slice(from, at).replace(/\\(.)/g, '$1').replace(/['"]/g, ''));
      from = at + 1;
    }
  }
  if (choices.length < 2) return [text];
  const nested = choices.map(nestedBraces);
  return nested.every((texts) => texts !== null) ? nested.flat() : null;
}

const LONGEST_NESTED = 1_000;
function nestedBraces(text: string): readonly string[] | null {
  const [open, close] = [text.indexOf('{'), text.lastIndexOf('}')];
  if (open === -1 || close < open) return [text];
  if (text.length > LONGEST_NESTED) return null;
  return (
    braces(text.slice(open, close + 1))?.map((choice) => text.slice(0, open) + choice + text.slice(close + 1)) ?? null
  );
}
