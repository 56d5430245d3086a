/** One difference between two documents. `path` is a JSON Pointer (RFC 6901). */
export interface Change {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before: unknown;
  readonly after: unknown;
}

/**
 * What changed from `before` to `after`, member by member. Items of a list that carry an `id` or a `name` are told apart by it, so that a rule
 * that moved or got a neighbour does not look rewritten; other lists are compared by position.
 */
export function changesBetween(before: unknown, after: unknown, path = ''): readonly Change[] {
  if (isList(before) && isList(after))
    return changesOfMembers(membersOfList(before, after), membersOfList(after, before), path);
  if (isRecord(before) && isRecord(after))
    return changesOfMembers(new Map(Object.entries(before)), new Map(Object.entries(after)), path);
  return isSame(before, after) ? [] : [{ path, kind: 'changed', before, after }];
}

type Members = ReadonlyMap<string, unknown>;

function changesOfMembers(before: Members, after: Members, path: string): readonly Change[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].flatMap((name) => {
    const below = `${path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!after.has(name)) return [{ path: below, kind: 'removed' as const, before: before.get(name), after: null }];
    if (!before.has(name)) return [{ path: below, kind: 'added' as const, before: null, after: after.get(name) }];
    return changesBetween(before.get(name), after.get(name), below);
  });
}

/** Names the items by their ids when all items of both lists have one and none repeats; else by position. */
function membersOfList(list: readonly unknown[], other: readonly unknown[]): Members {
  const byName = isNamedList(list) && isNamedList(other);
  return new Map(list.map((item, index) => [byName ? (nameOf(item) ?? '') : String(index), item]));
}

function isNamedList(list: readonly unknown[]): boolean {
  const names = list.map(nameOf);
  return !names.includes(null) && new Set(names).size === names.length;
}

function nameOf(item: unknown): string | null {
  if (!isRecord(item)) return null;
  const name = item['id'] ?? item['name'];
  return typeof name === 'string' ? name : null;
}

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
