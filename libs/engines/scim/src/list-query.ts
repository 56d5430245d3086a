import { type AttributePath, resolvePath } from './attribute-path.js';
import { type Condition, parseFilter } from './filter.js';
import { type Projection, readProjection } from './projection.js';
import { ScimRefusal } from './refusal.js';
import { asObject } from './resource.js';
import type { ResourceType } from './schema.js';

export const SEARCH_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';
export const LIST_SCHEMA = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const DEFAULT_PAGE = 100;
export const MOST_ON_PAGE = 1_000;
const FURTHEST = 10_000_000;

/** What a client wants listed (RFC 7644 sections 3.4.2 and 3.4.3, RFC 9865). */
export interface ListQuery {
  readonly filter: Condition | null;
  readonly sortBy: AttributePath | null;
  readonly isDescending: boolean;
  readonly count: number;
  /** By number, from 1; or behind a cursor, which at the first page is empty. */
  readonly from: { readonly index: number } | { readonly cursor: string };
  readonly projection: Projection;
  /** What a cursor is good for: it does not serve another search. */
  readonly text: string;
}

type Given = Readonly<Record<string, unknown>>;

/** Reads the parameters of an address, or the body of a `.search`. Names in any case. @throws ScimRefusal */
export function readListQuery(type: ResourceType, given: Given): ListQuery {
  const named = Object.fromEntries(Object.entries(given).map(([key, value]) => [key.toLowerCase(), value]));
  const { filter, sortby, sortorder, attributes, excludedattributes } = named;
  const isDescending = readOrder(sortorder);
  return {
    filter: filter === undefined ? null : parseFilter(type, readText(filter, 'filter')),
    sortBy: sortby === undefined || sortby === '' ? null : readSort(type, readText(sortby, 'sortBy')),
    isDescending,
    count: readCount(named['count'], named['cursor'] !== undefined),
    from: readPlace(named),
    projection: readProjection(type, attributes, excludedattributes),
    text: JSON.stringify([type.name, filter ?? null, sortby ?? null, isDescending]),
  };
}

/** The body of a `.search` (RFC 7644 section 3.4.3). @throws ScimRefusal invalidSyntax */
export function readSearch(body: unknown): Given {
  const given = asObject(body, 'The body');
  const { schemas } = given;
  const isSearch =
    Array.isArray(schemas) && schemas.some((urn) => String(urn).toLowerCase() === SEARCH_SCHEMA.toLowerCase());
  if (schemas !== undefined && !isSearch)
    throw new ScimRefusal('invalidSyntax', `"schemas" of a search is ["${SEARCH_SCHEMA}"].`);
  return given;
}

function readText(value: unknown, name: string): string {
  if (typeof value === 'string' && !value.includes('\u0000')) return value;
  throw new ScimRefusal(name === 'filter' ? 'invalidFilter' : 'invalidValue', `"${name}" is one text.`);
}

function readSort(type: ResourceType, text: string): AttributePath {
  const found = resolvePath(type, text.trim());
  if (found.kind !== 'attribute')
    throw new ScimRefusal('invalidPath', `There is no attribute "${text.slice(0, 200)}".`);
  if (found.attribute.type === 'complex' && !found.attribute.multiValued && found.sub === null)
    throw new ScimRefusal('invalidPath', `Sort by a part of "${found.attribute.name}".`);
  return found;
}

function readOrder(value: unknown): boolean {
  const order = value === undefined ? 'ascending' : readText(value, 'sortOrder').toLowerCase();
  if (order !== 'ascending' && order !== 'descending')
    throw new ScimRefusal('invalidValue', '"sortOrder" is ascending or descending.');
  return order === 'descending';
}

/** RFC 7644 section 3.4.2.4: less than nothing is nothing. With a cursor, a count that is none is refused (RFC 9865 section 2). */
function readCount(value: unknown, isCursor: boolean): number {
  if (value === undefined || value === '') return DEFAULT_PAGE;
  const count = Number(value);
  if (!Number.isInteger(count))
    throw new ScimRefusal(isCursor ? 'invalidCount' : 'invalidValue', '"count" is a whole number.');
  return Math.min(Math.max(count, 0), MOST_ON_PAGE);
}

function readPlace({ cursor, startindex }: Given): ListQuery['from'] {
  if (cursor !== undefined) {
    if (startindex !== undefined)
      throw new ScimRefusal('invalidValue', 'Page by "startIndex" or by "cursor", not by both.');
    return { cursor: readText(cursor, 'cursor') };
  }
  if (startindex === undefined || startindex === '') return { index: 1 };
  const index = Number(startindex);
  if (!Number.isInteger(index)) throw new ScimRefusal('invalidValue', '"startIndex" is a whole number.');
  return { index: Math.min(Math.max(index, 1), FURTHEST) };
}
