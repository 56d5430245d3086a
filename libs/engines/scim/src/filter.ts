import { type Filter, parse } from 'scim2-parse-filter';
import { type AttributePath, resolvePath } from './attribute-path.js';
import { ScimRefusal } from './refusal.js';
import { type Attribute, named, type ResourceType } from './schema.js';

export type Operator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type Literal = string | number | boolean | null;

/** A filter, with every name found in the schema. Inside `some`, paths begin at one value of its attribute. */
export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'compare'; readonly path: AttributePath; readonly operator: Operator; readonly value: Literal }
  | { readonly kind: 'some'; readonly path: AttributePath; readonly where: Condition };

export const LONGEST_FILTER = 8_192;
const MOST_DEPTH = 24;
const MOST_LITERALS = 400;

/**
 * A string, a number, or a word or date without quotes where a value has to stand: outside the grammar, but Microsoft's published tests send it, and it
 * can mean nothing else.
 */
const LITERAL =
  /"(?:[^"\\]|\\.)*"|(?<=\s)-?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?=[\s)\]]|$)|(?<=\s(?:eq|ne|co|sw|ew|gt|ge|lt|le)\s+)(?!(?:true|false|null)(?:[\s)\]]|$))([\w.@+:-]+)(?=[\s)\]]|$)/gis;

type Find = (name: string) => AttributePath;

/** True and null as other languages write them. */
const WORD = /(?<=\s(?:eq|ne)\s+)(?:true|false|null)(?=[\s)\]]|$)/gi;

/** The filter of a search (RFC 7644 section 3.4.2.2). @throws ScimRefusal invalidFilter */
export const parseFilter = (type: ResourceType, text: string): Condition =>
  conditionOf(text, (name) => {
    const found = resolvePath(type, name);
    if (found.kind !== 'attribute') throw refused(`There is no attribute "${name}".`);
    return found;
  });

/** The filter in the brackets of a path: its names are those of one value of `attribute`. @throws ScimRefusal invalidFilter */
export const parseValueFilter = (attribute: Attribute, text: string): Condition => conditionOf(text, partOf(attribute));

function conditionOf(text: string, find: Find): Condition {
  const { source, literals } = withoutLiterals(text);
  if (depthOf(source) > MOST_DEPTH) throw refused(`The filter is nested more than ${MOST_DEPTH} times.`);
  let parsed: Filter;
  try {
    parsed = parse(insideBrackets(source));
  } catch (error) {
    throw refused('The filter cannot be read; see RFC 7644 section 3.4.2.2.', { cause: error });
  }
  return resolved(parsed, { find, literals });
}

interface Scope {
  readonly find: Find;
  readonly literals: readonly Literal[];
}

/**
 * Takes strings and numbers out before the parser sees them: it reads `\\` and `\u` in strings differently from JSON, takes
 * exponential time on some that do not end, and knows no negative number before a space.
 */
function withoutLiterals(text: string): { source: string; literals: readonly Literal[] } {
  if (text.length > LONGEST_FILTER) throw refused(`The filter is longer than ${LONGEST_FILTER} characters.`);
  const literals: Literal[] = [];
  const keep = (literal: Literal): string => `"${literals.push(literal) - 1}"`;
  const source = text
    .replaceAll(LITERAL, (literal, bare: string | undefined) => keep(bare === undefined ? literalOf(literal) : bare))
    .replaceAll(WORD, (word) => word.toLowerCase());
  if (literals.length > MOST_LITERALS) throw refused(`The filter compares with more than ${MOST_LITERALS} values.`);
  // What stands between is names, operators and brackets.
  if (!/^(?:"\d+"|[\w\s:.$/()[\]-])*$/.test(source)) throw refused('The filter holds a character that has no meaning.');
  return { source, literals };
}

function literalOf(text: string): Literal {
  try {
    const value = JSON.parse(text) as Literal;
    if (typeof value === 'string' && (value.includes('\u0000') || !value.isWellFormed()))
      throw new Error('no text that can be compared');
    return value;
  } catch (error) {
    throw refused(`${text.slice(0, 60)} is no JSON value.`, { cause: error });
  }
}

function depthOf(source: string): number {
  let [depth, most] = [0, 0];
  for (const sign of source) {
    if (sign === '(' || sign === '[') most = Math.max(most, (depth += 1));
    else if (sign === ')' || sign === ']') depth -= 1;
  }
  // Each "not" is a step down too.
  return most + (source.match(/\bnot\b/gi)?.length ?? 0);
}

/**
 * `emails[type eq "work"].value eq "x"` is outside the grammar, is sent all the same, and means one value that fits both. The parser
 * would take it for two values.
 */
const insideBrackets = (source: string): string =>
  source.replaceAll(
    /\[([^[\]]*)\]\.([\w$-]+)\s+(pr\b|[a-z]{2}\s+(?:"\d+"|true|false|null))/gi,
    (_whole, filter: string, part: string, rest: string) => `[(${filter}) and ${part} ${rest}]`,
  );

function resolved(filter: Filter, scope: Scope): Condition {
  switch (filter.op) {
    case 'and':
    case 'or':
      return { kind: filter.op, parts: filter.filters.map((part) => resolved(part, scope)) };
    case 'not':
      return { kind: 'not', part: resolved(filter.filter, scope) };
    case '[]': {
      const path = scope.find(filter.attrPath);
      if (!path.attribute.multiValued || path.sub !== null || path.attribute.subAttributes === undefined)
        throw refused(`"${filter.attrPath}" has no several values to choose from.`);
      const where = resolved(filter.valFilter, { ...scope, find: partOf(path.attribute) });
      return { kind: 'some', path, where };
    }
    case 'pr':
      return spread(scope.find(filter.attrPath), (path) => ({ kind: 'present', path }), true);
    default:
      return comparison(filter, scope);
  }
}

function comparison(filter: Extract<Filter, { compValue: unknown }>, { find, literals }: Scope): Condition {
  const value = typeof filter.compValue === 'string' ? literals[Number(filter.compValue)] : filter.compValue;
  const compare = (path: AttributePath): Condition => {
    const operator = filter.op;
    return { kind: 'compare', path, operator, value: comparable(path, operator, value ?? null) };
  };
  return spread(find(filter.attrPath), compare, false);
}

/** RFC 7644 section 3.4.2.2: of several values one has to fit, and without a part named it is their `value`. */
function spread(path: AttributePath, make: (path: AttributePath) => Condition, isPresence: boolean): Condition {
  const { attribute, sub } = path;
  if (sub === null && isPresence) return make(path);
  if (attribute.multiValued)
    return { kind: 'some', path: { ...path, sub: null }, where: make(partOf(attribute)(sub?.name ?? 'value')) };
  if (sub !== null || attribute.subAttributes === undefined) return make(path);
  // Of what has a value, that is compared: Entra ID asks whether `manager eq "26118"`.
  const value = named(attribute.subAttributes, 'value');
  if (value === undefined) throw refused(`Compare a part of "${attribute.name}", as in "${attribute.name}.part".`);
  return make({ ...path, sub: value });
}

const partOf =
  (attribute: Attribute): Find =>
  (name) => {
    const part = named(attribute.subAttributes ?? [], name);
    if (part === undefined) throw refused(`"${attribute.name}" has no part "${name}".`);
    return { extension: null, attribute: part, sub: null };
  };

/** The value as the attribute's type has it. @throws ScimRefusal for what cannot be compared */
function comparable(path: AttributePath, operator: Operator, value: Literal): Literal {
  const { name, type } = path.sub ?? path.attribute;
  const kind = value === null ? 'null' : type === 'boolean' || type === 'dateTime' ? type : 'text';
  if (!COMPARED_BY[kind].has(operator)) throw refused(`"${name}" cannot be compared so by "${operator}".`);
  switch (kind) {
    case 'null':
      return null;
    case 'boolean':
      return truth(value, name);
    case 'dateTime':
      return instant(value, name);
    case 'text':
      if (typeof value !== 'string') throw refused(`"${name}" is a text; write the value in quotes.`);
      return value;
  }
}

const SAMENESS: readonly Operator[] = ['eq', 'ne'];
const ORDER: readonly Operator[] = ['gt', 'ge', 'lt', 'le'];
const COMPARED_BY = {
  null: new Set<Operator>(SAMENESS),
  boolean: new Set<Operator>(SAMENESS),
  dateTime: new Set<Operator>([...SAMENESS, ...ORDER]),
  text: new Set<Operator>([...SAMENESS, ...ORDER, 'co', 'sw', 'ew']),
} as const;

function truth(value: Literal, name: string): boolean {
  if (typeof value === 'boolean') return value;
  // Entra ID writes its booleans as texts.
  const word = typeof value === 'string' ? value.toLowerCase() : '';
  if (word === 'true' || word === 'false') return word === 'true';
  throw refused(`"${name}" is compared with true or false.`);
}

const INSTANT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})?)?$/;

function instant(value: Literal, name: string): string {
  const text = typeof value === 'string' ? value.trim() : '';
  const isZoned = /(?:Z|[+-]\d{2}:\d{2})$/.test(text) || !text.includes('T');
  const time = INSTANT.test(text) ? Date.parse(isZoned ? text : `${text}Z`) : Number.NaN;
  if (Number.isNaN(time)) throw refused(`"${name}" is compared with a time such as "2026-01-31T12:00:00Z".`);
  return new Date(time).toISOString();
}

const refused = (detail: string, options?: ErrorOptions): ScimRefusal =>
  new ScimRefusal('invalidFilter', detail, options);
