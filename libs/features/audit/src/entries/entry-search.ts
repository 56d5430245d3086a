import type { RequestContext } from '#kernel';
import type { EntryPlace, EntrySearch } from './audit-entry.js';

/** Conditions for the table `ledger_entries`, and the values of their parameters. */
export interface SearchSql {
  /** What an index finds: org, person, session, time. */
  readonly base: string;
  /** What has to be looked for among those; empty when there is nothing more. */
  readonly rest: string;
  readonly values: readonly unknown[];
  /** Those of `base` alone: a query may not be given more than it names. */
  readonly baseValues: readonly unknown[];
}

/** All that a leaf says, without the names of its members: who looks for "reason" does not mean every entry that has one. */
const WORDS = `regexp_replace(leaf, '"[A-Za-z]+":', ' ', 'g')`;

/** The id of what was acted on, as an index has it (migration 0112). A leaf is canonical JSON: the members of a target stand in their order. */
const TARGET = `substring(leaf from '"target":[{]"id":"([^"]+)"')`;

/** What machines reported of people of these teams. What somebody did as an administrator is the org's alone. */
export const reportedIn = (teams: string): string =>
  `(machine_id is not null and exists (select 1 from team_members t
      where t.org_id = $1::uuid and t.person_id::text = actor_id and t.team_id = any (${teams})))`;

export function searchSql(
  { orgId, teams }: Pick<RequestContext, 'orgId' | 'teams'>,
  search: EntrySearch,
  after: EntryPlace | null,
): SearchSql {
  // The org is named although row-level security would find the same: at a third less speed.
  const values: unknown[] = [orgId];
  const bind = (value: unknown, type: string): string => `$${values.push(value)}::${type}`;
  const base = ['org_id = $1::uuid'];
  if (teams !== undefined) base.push(reportedIn(bind(teams, 'uuid[]')));
  if (search.person !== undefined) base.push(`actor_id = ${bind(search.person, 'text')}`);
  if (search.session !== undefined) base.push(`session_id = ${bind(search.session, 'uuid')}`);
  if (search.target !== undefined)
    base.push(`starts_with(kind, 'admin.') and ${TARGET} = ${bind(search.target, 'text')}`);
  if (search.from !== undefined) base.push(`occurred_at >= ${bind(search.from, 'timestamptz')}`);
  if (search.to !== undefined) base.push(`occurred_at < ${bind(search.to, 'timestamptz')}`);
  if (after !== null)
    base.push(`(occurred_at, index) < (${bind(after.occurredAt, 'timestamptz')}, ${bind(after.index, 'bigint')})`);
  const baseValues = [...values];
  const rest = restOf(search, bind);
  return { base: base.join(' and '), rest: rest.join(' and '), values, baseValues };
}

function restOf(search: EntrySearch, bind: (value: unknown, type: string) => string): string[] {
  const rest: string[] = [];
  for (const name of ['machine', 'agent', 'tool', 'effect'] as const) {
    const value = search[name];
    if (value !== undefined) rest.push(`${name === 'machine' ? 'machine_id' : name} = ${bind(value, 'text')}`);
  }
  // "admin" means everything that administrators did; a whole kind means itself.
  if (search.kind?.includes('.') === true) rest.push(`kind = ${bind(search.kind, 'text')}`);
  else if (search.kind !== undefined) rest.push(`starts_with(kind, ${bind(`${search.kind}.`, 'text')})`);
  if (search.rule !== undefined) rest.push(`rules @> array[${bind(search.rule, 'text')}]`);
  if (search.q !== undefined) {
    const pattern = bind(likePattern(search.q), 'text');
    rest.push(`leaf ilike ${pattern} and ${WORDS} ilike ${pattern}`);
  }
  return rest;
}

/** As the text stands in a leaf, which is JSON, with LIKE's own signs made harmless. */
const likePattern = (text: string): string =>
  `%${JSON.stringify(text)
    .slice(1, -1)
    .replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
