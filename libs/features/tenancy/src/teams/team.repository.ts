import { Injectable } from '@nestjs/common';
import type { PersonId } from '#kernel';
import { isUniqueViolation, type OrgScope, type OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { Team, TeamId, TeamWords } from './team.js';
import { TeamNameTaken } from './team.errors.js';

const COLUMNS = `t.org_id as "orgId", t.id, t.name, t.description, t.created_at as "createdAt",
  (select count(*)::int from team_members m where m.org_id = t.org_id and m.team_id = t.id) as members`;

/** Rows of the tables `teams` and `team_members`. */
@Injectable()
export class TeamRepository {
  /** All of an org, or those that the context names, by name. */
  async list(tx: OrgTx, { orgId, teams }: OrgScope & { teams?: readonly string[] }): Promise<readonly Team[]> {
    return sql(tx).query<Team & Record<string, unknown>>(
      `select ${COLUMNS} from teams t where t.org_id = $1::uuid and ($2::uuid[] is null or t.id = any ($2::uuid[]))
        order by lower(t.name)`,
      [orgId, teams ?? null],
    );
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: TeamId): Promise<Team | null> {
    const [team] = await sql(tx).query<Team & Record<string, unknown>>(
      `select ${COLUMNS} from teams t where t.org_id = $1::uuid and t.id = $2::uuid`,
      [orgId, id],
    );
    return team ?? null;
  }

  count(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    return rows(tx).team.count({ where: { orgId } });
  }

  /** @throws TeamNameTaken */
  async insert(tx: OrgTx, { orgId }: OrgScope, team: TeamWords & { id: TeamId; createdAt: Date }): Promise<void> {
    await unlessTaken(team.name, () => rows(tx).team.create({ data: { orgId, ...team }, select: { id: true } }));
  }

  /** @throws TeamNameTaken */
  async update(tx: OrgTx, { orgId }: OrgScope, id: TeamId, words: TeamWords): Promise<void> {
    await unlessTaken(words.name, () => rows(tx).team.updateMany({ where: { orgId, id }, data: { ...words } }));
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, id: TeamId): Promise<void> {
    await rows(tx).team.deleteMany({ where: { orgId, id } });
  }

  /** Answers who of `people` was not in it before. All of them are members of the org. */
  async addMembers(
    tx: OrgTx,
    { orgId }: OrgScope,
    { id, people, now }: { id: TeamId; people: readonly PersonId[]; now: Date },
  ): Promise<readonly PersonId[]> {
    const added = await sql(tx).query<{ id: PersonId }>(
      `insert into team_members (org_id, team_id, person_id, added_at) select $1::uuid, $2::uuid, unnest($3::uuid[]), $4
         on conflict do nothing returning person_id as id`,
      [orgId, id, people, now],
    );
    return added.map((row) => row.id);
  }

  /** False for who was not in it. */
  async removeMember(tx: OrgTx, { orgId }: OrgScope, id: TeamId, personId: PersonId): Promise<boolean> {
    return (await rows(tx).teamMember.deleteMany({ where: { orgId, teamId: id, personId } })).count === 1;
  }

  /** The fullest of the people: in how many teams the one is who is in most. */
  async mostTeamsOf(tx: OrgTx, { orgId }: OrgScope, people: readonly PersonId[]): Promise<number> {
    const [most] = await sql(tx).query<{ teams: number }>(
      `select count(*)::int as teams from team_members where org_id = $1::uuid and person_id = any ($2::uuid[])
        group by person_id order by 1 desc limit 1`,
      [orgId, people],
    );
    return most?.teams ?? 0;
  }
}

async function unlessTaken(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new TeamNameTaken(`There is a team "${name}" already; choose another name.`, {}, { cause: error });
  }
}
