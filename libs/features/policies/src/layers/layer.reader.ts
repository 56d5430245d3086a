import { Injectable } from '@nestjs/common';
import type { OrgScope, OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import { type PolicyScope, type ScopeKind, scopeKey } from '../scopes/scope.js';
import type { LayerBook, PolicyAudience } from './layer-book.js';
import { decisiveScopes } from './layer-book.js';

/** What a book says of a project beside its policy. */
export interface ProjectPlace {
  readonly id: string;
  readonly name: string;
  readonly teamId: string | null;
  readonly remotes: readonly string[];
}

/** What layers are called, whom they speak to, and how often they have changed. */
@Injectable()
export class LayerReader {
  /** How often what the org tells its machines has changed, and when last. */
  async lastChange(tx: OrgTx, { orgId }: OrgScope): Promise<{ version: number; changedAt: Date } | null> {
    const [last] = await sql(tx).query<{ version: number; changedAt: Date }>(
      `select version, changed_at as "changedAt" from policy_changes
        where org_id = $1::uuid and version is not null order by version desc limit 1`,
      [orgId],
    );
    return last ?? null;
  }

  /** The names of teams and groups, by `scopeKey`. */
  async namesOf(tx: OrgTx, { orgId }: OrgScope, scopes: readonly PolicyScope[]): Promise<ReadonlyMap<string, string>> {
    const idsOf = (kind: ScopeKind) => scopes.flatMap((scope) => (scope.kind === kind ? [scope.id] : []));
    const found = await sql(tx).query<{ kind: ScopeKind; id: string; name: string }>(
      `select 'team' as kind, id, name from teams where org_id = $1::uuid and id = any ($2::uuid[])
       union all
       select 'group', id, name from groups where org_id = $1::uuid and id = any ($3::uuid[])
       union all
       select 'project', id, name from projects where org_id = $1::uuid and id = any ($4::uuid[])`,
      [orgId, idsOf('team'), idsOf('group'), idsOf('project')],
    );
    return new Map(found.map(({ name, ...scope }) => [scopeKey(scope), name]));
  }

  /** Those of the projects that there are, by id. */
  async projects(tx: OrgTx, { orgId }: OrgScope, ids: readonly string[]): Promise<readonly ProjectPlace[]> {
    if (ids.length === 0) return [];
    return sql(tx).query<ProjectPlace & Record<string, unknown>>(
      `select p.id, p.name, p.team_id as "teamId",
              coalesce((select array_agg(r.remote order by r.remote) from project_remotes r
                         where r.org_id = p.org_id and r.project_id = p.id), '{}') as remotes
         from projects p where p.org_id = $1::uuid and p.id = any ($2::uuid[]) order by p.id`,
      [orgId, ids],
    );
  }

  /** What each of the people is in, of those teams and groups that matter to `book`. Whoever is in none of them is not in the answer. */
  async audiences(
    tx: OrgTx,
    book: LayerBook,
    people: readonly string[],
  ): Promise<ReadonlyMap<string, Pick<PolicyAudience, 'teams' | 'groups'>>> {
    const { teams, groups } = decisiveScopes(book);
    if (people.length === 0 || teams.length + groups.length === 0) return new Map();
    const found = await sql(tx).query<{ id: string; teams: string[]; groups: string[] }>(
      `select m.id, coalesce(array_agg(m.team) filter (where m.team is not null), '{}') as teams,
              coalesce(array_agg(m.grp) filter (where m.grp is not null), '{}') as groups
         from (select person_id as id, team_id as team, null::uuid as grp from team_members
                where org_id = $1::uuid and person_id = any ($2::uuid[]) and team_id = any ($3::uuid[])
               union all
               select person_id, null, group_id from group_members
                where org_id = $1::uuid and person_id = any ($2::uuid[]) and group_id = any ($4::uuid[])) m
        group by m.id`,
      [book.orgId, people, teams, groups],
    );
    return new Map(found.map(({ id, ...audience }) => [id, audience]));
  }
}
