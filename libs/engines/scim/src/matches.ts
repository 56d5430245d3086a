import type { AttributePath } from './attribute-path.js';
import type { Condition, Literal, Operator } from './filter.js';
import { folded } from './folded.js';
import type { Attributes } from './resource.js';

/** Whether `value` (a resource, or one value of an attribute) fits the condition. SQL answers the same: user-filters.pg.spec.ts holds them together. */
export function matches(condition: Condition, value: Attributes): boolean {
  switch (condition.kind) {
    case 'and':
      return condition.parts.every((part) => matches(part, value));
    case 'or':
      return condition.parts.some((part) => matches(part, value));
    case 'not':
      return !matches(condition.part, value);
    case 'present':
      return isPresent(read(value, condition.path));
    case 'some': {
      const values = read(value, condition.path);
      return Array.isArray(values) && values.some((one) => matches(condition.where, one as Attributes));
    }
    case 'compare':
      return compares(condition, read(value, condition.path));
  }
}

export function read(value: Attributes, { extension, attribute, sub }: AttributePath): unknown {
  const home = extension === null ? value : value[extension];
  const found = (home as Attributes | undefined)?.[attribute.name];
  return sub === null ? found : (found as Attributes | undefined)?.[sub.name];
}

const isPresent = (value: unknown): boolean =>
  value !== undefined &&
  value !== null &&
  value !== '' &&
  !(Array.isArray(value) && value.length === 0) &&
  !(typeof value === 'object' && Object.keys(value).length === 0);

type Comparison = Extract<Condition, { kind: 'compare' }>;

function compares({ path, operator, value }: Comparison, found: unknown): boolean {
  const { type, caseExact = true } = path.sub ?? path.attribute;
  if (value === null) return (operator === 'eq') === (found === undefined);
  if (found === undefined || found === null) return operator === 'ne';
  if (type === 'dateTime') return orders(operator, Date.parse(found as string), Date.parse(value as string));
  if (typeof found === 'boolean') return orders(operator, found, value);
  const fold = (text: Literal): string => (caseExact ? String(text) : folded(String(text)));
  return orders(operator, fold(found as string), fold(value));
}

type Ordered = string | number | boolean;

function orders(operator: Operator, found: Ordered, value: Ordered): boolean {
  switch (operator) {
    case 'eq':
      return found === value;
    case 'ne':
      return found !== value;
    case 'co':
      return String(found).includes(String(value));
    case 'sw':
      return String(found).startsWith(String(value));
    case 'ew':
      return String(found).endsWith(String(value));
    case 'gt':
      return found > value;
    case 'ge':
      return found >= value;
    case 'lt':
      return found < value;
    case 'le':
      return found <= value;
  }
}
