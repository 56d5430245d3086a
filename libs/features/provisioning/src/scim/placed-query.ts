import {
  filterSql,
  type ListQuery,
  pathText,
  sortSql,
  type SqlGround,
  SqlParameters,
  type SqlValue,
} from '#engines/scim';
import type { DirectoryScope } from '../directories/directory.js';
import type { CursorPlace } from './cursor.js';

/** A list as SQL: what PostgreSQL is asked for a page, and for the number of all. */
export interface PlacedQuery {
  text(columns: string): string;
  /** Under which the statement is kept prepared; null for one of which there are too many kinds. */
  readonly name: string | null;
  readonly values: readonly unknown[];
  readonly countText: string;
  readonly countValues: readonly unknown[];
  readonly offset: number;
  readonly limit: number;
  readonly isByCursor: boolean;
}

export interface ResourcePage {
  readonly total: number;
  readonly resources: readonly Readonly<Record<string, unknown>>[];
  /** Where each stands in the order, for a cursor behind it. */
  readonly keys: readonly { readonly id: string; readonly key: string | null }[];
}

/**
 * Builds the statement of a list in `table` (known as `u`). Order is by `sortBy` and then by id, so that it is whole and pages do not overlap;
 * what is unassigned comes last, or first where the order is descending (RFC 7644 section 3.4.2.3).
 */
export function placeQuery(
  table: 'directory_users' | 'directory_groups',
  ground: SqlGround,
  { scope, query, after }: { scope: DirectoryScope; query: ListQuery; after: CursorPlace | null },
): PlacedQuery {
  const parameters = new SqlParameters([scope.orgId, scope.directoryId]);
  const filter = query.filter === null ? '' : ` and ${filterSql(query.filter, ground, parameters)}`;
  const sought = soughtIn(ground, query);
  const all = `from ${table} u where u.org_id = $1::uuid and ${inDirectory(sought)}${filter}`;
  const countValues = [...parameters.values];
  const key = query.sortBy === null ? null : `(${sortSql(query.sortBy, ground)})::text`;
  const offset = offsetOf(query);
  const behind = behindSql(key, after, { parameters, isDescending: query.isDescending });
  const isOne = sought?.has === 'one' && offset === 0 && query.count > 0;
  const page = isOne
    ? all
    : pageSql({ all, behind, key, isFew: sought?.has !== undefined }, query, { offset, parameters });
  return {
    text: (columns) => `select ${columns}${key === null ? '' : `, ${key} as key`} ${page}`,
    name: sought === null ? null : `scim.${table}.${sought.name}${isOne ? '.one' : ''}`,
    values: parameters.values,
    countText: `select count(*)::int as total ${all}`,
    countValues,
    offset,
    limit: query.count,
    isByCursor: 'cursor' in query.from,
  };
}

/**
 * Where few are sought by what they have, an index of that finds them, and the directory is only compared: offered to indexes it could make others look
 * as good, that lead past everybody (migration 0180).
 */
const inDirectory = (sought: Sought | null): string =>
  sought?.has === undefined ? 'u.directory_id = $2::uuid' : 'u.directory_id is not distinct from $2::uuid';

/**
 * Some of all, in their order. Few are found first and put in order then: else PostgreSQL may walk the index of the order, past everybody. (One at
 * most needs no order at all.)
 */
function pageSql(
  { all, behind, key, isFew }: { all: string; behind: string; key: string | null; isFew: boolean },
  { isDescending, count }: ListQuery,
  { offset, parameters }: { offset: number; parameters: SqlParameters },
): string {
  const from = isFew ? `from (select u.* ${all} offset 0) u where true` : all;
  const way = isDescending ? 'desc' : 'asc';
  const order = key === null ? `u.id ${way}` : `(${key} is null) ${way}, ${key} collate "C" ${way}, u.id ${way}`;
  return `${from}${behind} order by ${order} limit ${parameters.add(count)}::int offset ${parameters.add(offset)}::int`;
}

const offsetOf = ({ from }: ListQuery): number => ('index' in from ? from.index - 1 : 0);

/** What is sought, and how many can have it. */
interface Sought {
  readonly name: string;
  readonly has: SqlValue['has'];
}

/** What identity providers ask all day long: who has this userName, or this externalId? */
function soughtIn(ground: SqlGround, { filter, sortBy, from, isDescending }: ListQuery): Sought | null {
  const isPlain = sortBy === null && !isDescending && 'index' in from;
  if (!isPlain || filter?.kind !== 'compare' || filter.operator !== 'eq' || filter.value === null) return null;
  const column = ground.column(filter.path);
  // An id is compared as one only when it is one.
  return column === null || column.isUuid === true ? null : { name: pathText(filter.path), has: column.has };
}

interface Way {
  readonly parameters: SqlParameters;
  readonly isDescending: boolean;
}

function behindSql(key: string | null, after: CursorPlace | null, { parameters, isDescending }: Way): string {
  if (after === null) return '';
  const { id, key: lastKey } = after;
  const sign = isDescending ? '<' : '>';
  if (key === null) return ` and u.id ${sign} ${parameters.add(id)}::uuid`;
  const last = `${parameters.add(lastKey)}::text`;
  return ` and ((${key} is null), coalesce(${key}, '') collate "C", u.id) ${sign} (${last} is null, coalesce(${last}, '') collate "C", ${parameters.add(id)}::uuid)`;
}

/** The number of all, where the page itself tells it: it was not full, and something stood on it or before it nothing. */
export function totalOf({ offset, limit, isByCursor }: PlacedQuery, found: number): number | null {
  const isEnd = found < limit && (found > 0 || offset === 0);
  return isEnd && !isByCursor ? offset + found : null;
}
