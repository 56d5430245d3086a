import type { AttributePath } from './attribute-path.js';
import type { Condition, Literal, Operator } from './filter.js';
import { folded, foldedSql } from './folded.js';
import { ScimRefusal } from './refusal.js';
import type { Attribute } from './schema.js';

/** Where SQL finds an attribute. */
export interface SqlValue {
  readonly text: string;
  /** It is kept as `folded` makes it. */
  readonly isFolded?: boolean;
  readonly isUuid?: boolean;
  /** How many resources may have the same: an index finds them. */
  readonly has?: 'one' | 'few';
}

/** Values of an attribute that lie in rows of their own: what stands behind `from`, and where each part is. */
export interface SqlRows {
  readonly from: string;
  part(attribute: Attribute): SqlValue;
}

/** How the tables hold a kind of resource. All texts in it are ours; what a client sends goes into parameters alone. */
export interface SqlGround {
  /** The jsonb that holds what has no column. */
  readonly document: string;
  column(path: AttributePath): SqlValue | null;
  rows(attribute: Attribute): SqlRows | null;
  /** A condition that an index answers, true of every resource of which some value of `attribute` is `value`. */
  indexed(attribute: Attribute, value: string, add: (value: unknown) => string): string | null;
}

/** The parameters of a statement, by their places. */
export class SqlParameters {
  readonly values: unknown[];

  constructor(values: readonly unknown[] = []) {
    this.values = [...values];
  }

  add(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** The condition as SQL, true, false or (beside `not`, never) null. */
export function filterSql(condition: Condition, ground: SqlGround, parameters: SqlParameters): string {
  return new FilterText(ground, parameters).of(condition, false);
}

/** What resources are sorted by; of several values the primary one, or the first (RFC 7644 section 3.4.2.3). */
export function sortSql(path: AttributePath, ground: SqlGround): string {
  const { attribute, sub, extension } = path;
  if (!attribute.multiValued) {
    const { text, isFolded } = valueOf(path, ground);
    const { caseExact, type } = sub ?? attribute;
    return type === 'string' && caseExact === false && isFolded !== true ? foldedSql(text) : text;
  }
  if (ground.rows(attribute) !== null)
    throw new ScimRefusal('invalidPath', `Nothing is sorted by "${attribute.name}", of which there may be many.`);
  const part = sub?.name ?? 'value';
  const values = `${homeOf(extension, ground)}->'${attribute.name}'`;
  const first = `order by (v->>'primary')::boolean desc nulls last, n limit 1`;
  return `(select ${foldedSql(`(v->>'${part}')`)} from jsonb_array_elements(${values}) with ordinality as o (v, n) ${first})`;
}

const homeOf = (extension: string | null, { document }: SqlGround): string =>
  extension === null ? document : `${document}->'${extension}'`;

function valueOf(path: AttributePath, ground: SqlGround): SqlValue {
  const column = ground.column(path);
  if (column !== null) return column;
  const { attribute, sub, extension } = path;
  const home = homeOf(extension, ground);
  return { text: sub === null ? `(${home}->>'${attribute.name}')` : `(${home}->'${attribute.name}'->>'${sub.name}')` };
}

type Find = (path: AttributePath) => SqlValue;

class FilterText {
  constructor(
    private readonly ground: SqlGround,
    private readonly parameters: SqlParameters,
    private readonly find: Find = (path) => valueOf(path, ground),
  ) {}

  of(condition: Condition, isNegated: boolean): string {
    switch (condition.kind) {
      case 'and':
      case 'or':
        return `(${condition.parts.map((part) => this.of(part, isNegated)).join(` ${condition.kind} `)})`;
      case 'not':
        return `(not ${this.of(condition.part, true)})`;
      case 'present':
        return this.presence(condition.path);
      case 'some':
        return this.some(condition, isNegated);
      case 'compare': {
        const text = this.comparison(condition);
        // Null is not the opposite of itself.
        return isNegated ? `coalesce(${text}, false)` : text;
      }
    }
  }

  private presence(path: AttributePath): string {
    const { attribute, sub, extension } = path;
    const rows = attribute.multiValued ? this.ground.rows(attribute) : null;
    if (rows !== null) return `exists (select 1 ${rows.from})`;
    const isWhole = sub === null && attribute.subAttributes !== undefined && this.ground.column(path) === null;
    if (isWhole) return `(${homeOf(extension, this.ground)}->'${attribute.name}' is not null)`;
    const { text } = this.find(path);
    return `(${text} is not null)`;
  }

  private some({ path, where }: Extract<Condition, { kind: 'some' }>, isNegated: boolean): string {
    const { attribute, extension } = path;
    const rows = this.ground.rows(attribute);
    const inside = new FilterText(
      this.ground,
      this.parameters,
      rows === null ? (one) => ({ text: `(v->>'${one.attribute.name}')` }) : (one) => rows.part(one.attribute),
    );
    if (rows !== null) return `exists (select 1 ${rows.from} and ${inside.of(where, isNegated)})`;
    const value = equalTo(where);
    const index = value === null ? null : this.ground.indexed(attribute, value, (one) => this.parameters.add(one));
    const values = `${homeOf(extension, this.ground)}->'${attribute.name}'`;
    const text = `exists (select 1 from jsonb_array_elements(${values}) as v where ${inside.of(where, isNegated)})`;
    return index === null ? text : `(${index} and ${text})`;
  }

  private comparison({ path, operator, value }: Extract<Condition, { kind: 'compare' }>): string {
    const found = this.find(path);
    if (value === null) return `(${found.text} is ${operator === 'eq' ? '' : 'not '}null)`;
    const { type, caseExact = true } = path.sub ?? path.attribute;
    if (type === 'dateTime') return order(found.text, operator, `${this.parameters.add(value)}::timestamptz`);
    if (type === 'boolean')
      return order(`(${found.text})::boolean`, operator, `${this.parameters.add(value)}::boolean`);
    return this.textComparison({ found, operator, value, caseExact });
  }

  private textComparison({ found, operator, value, caseExact }: TextComparison): string {
    const text = String(value);
    if (found.isUuid === true) {
      const isExact = operator === 'eq' && UUID.test(text);
      return isExact
        ? `(${found.text} = ${this.parameters.add(text)}::uuid)`
        : order(`${found.text}::text`, operator, this.textParameter(text));
    }
    if (caseExact) return order(found.text, operator, this.textParameter(text));
    if (found.isFolded === true) return order(found.text, operator, this.textParameter(folded(text)));
    return order(foldedSql(found.text), operator, foldedSql(this.textParameter(text)));
  }

  private textParameter(text: string): string {
    return `${this.parameters.add(text)}::text`;
  }
}

interface TextComparison {
  readonly found: SqlValue;
  readonly operator: Operator;
  readonly value: Literal;
  readonly caseExact: boolean;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const SIGNS = { gt: '>', ge: '>=', lt: '<', le: '<=' } as const;

function order(left: string, operator: Operator, right: string): string {
  switch (operator) {
    case 'eq':
      return `(${left} = ${right})`;
    case 'ne':
      return `(${left} is distinct from ${right})`;
    case 'co':
      return `(strpos(${left}, ${right}) > 0)`;
    case 'sw':
      return `starts_with(${left}, ${right})`;
    case 'ew':
      return `(right(${left}, length(${right})) = ${right})`;
    default: {
      // Texts by their code points, whatever language the database is in.
      const collation = right.includes('text') ? ' collate "C"' : '';
      return `(${left}${collation} ${SIGNS[operator]} ${right}${collation})`;
    }
  }
}

/** The one text that `value` must be for the condition to hold; null when others would do. */
function equalTo(where: Condition): string | null {
  if (where.kind === 'and') return where.parts.map(equalTo).find((value) => value !== null) ?? null;
  const isValue =
    where.kind === 'compare' &&
    where.operator === 'eq' &&
    where.path.attribute.name === 'value' &&
    where.path.sub === null;
  return isValue && typeof where.value === 'string' ? where.value : null;
}
