import { Injectable } from '@nestjs/common';
import { isUniqueViolation, type OrgScope, type OrgTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type { TeamId } from '../teams/team.js';
import type { Project, ProjectId, ProjectWords } from './project.js';
import { ProjectNameTaken } from './project.errors.js';

const COLUMNS = `p.org_id as "orgId", p.id, p.name, p.description, p.team_id as "teamId", t.name as "teamName", p.created_at as "createdAt",
  coalesce((select array_agg(r.remote order by r.remote) from project_remotes r
             where r.org_id = p.org_id and r.project_id = p.id), '{}') as remotes`;
const TABLES = 'projects p left join teams t on t.org_id = p.org_id and t.id = p.team_id';

type Row = Omit<Project, 'team'> & { readonly teamId: TeamId | null; readonly teamName: string | null };

/** Part of the list of projects: those behind the id `after`, with the words `search` in name or remote. */
export interface ProjectPage {
  readonly after: string | null;
  readonly search: string | null;
  readonly limit: number;
}

/** Rows of the tables `projects` and `project_remotes`. */
@Injectable()
export class ProjectRepository {
  async page(tx: OrgTx, { orgId }: OrgScope, { after, search, limit }: ProjectPage): Promise<readonly Project[]> {
    const found = await sql(tx).query<Row & Record<string, unknown>>(
      `select ${COLUMNS} from ${TABLES}
        where p.org_id = $1::uuid and ($2::uuid is null or p.id > $2::uuid)
          and ($3::text is null or strpos(lower(p.name), lower($3)) > 0
               or exists (select 1 from project_remotes r
                           where r.org_id = p.org_id and r.project_id = p.id and strpos(r.remote, lower($3)) > 0))
        order by p.id limit $4::int`,
      [orgId, after, search, limit],
    );
    return found.map(toProject);
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: ProjectId): Promise<Project | null> {
    const [row] = await sql(tx).query<Row & Record<string, unknown>>(
      `select ${COLUMNS} from ${TABLES} where p.org_id = $1::uuid and p.id = $2::uuid`,
      [orgId, id],
    );
    return row === undefined ? null : toProject(row);
  }

  /** The project of a canonical remote. */
  async findByRemote(tx: OrgTx, { orgId }: OrgScope, remote: string): Promise<Project | null> {
    const row = await rows(tx).projectRemote.findUnique({
      where: { orgId_remote: { orgId, remote } },
      select: { projectId: true },
    });
    return row === null ? null : this.find(tx, { orgId }, row.projectId as ProjectId);
  }

  count(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    return rows(tx).project.count({ where: { orgId } });
  }

  /** @throws ProjectNameTaken */
  async insert(
    tx: OrgTx,
    { orgId }: OrgScope,
    { id, name, description, teamId, createdAt }: ProjectWords & { id: ProjectId; createdAt: Date },
  ): Promise<void> {
    const data = { orgId, id, name, description, teamId, createdAt };
    await unlessTaken(name, () => rows(tx).project.create({ data, select: { id: true } }));
  }

  /** @throws ProjectNameTaken */
  async update(
    tx: OrgTx,
    { orgId }: OrgScope,
    id: ProjectId,
    { name, description, teamId }: ProjectWords,
  ): Promise<void> {
    const data = { name, description, teamId };
    await unlessTaken(name, () => rows(tx).project.updateMany({ where: { orgId, id }, data }));
  }

  /** Makes exactly these its remotes. Answers those that belong to another project and were left there. */
  async setRemotes(
    tx: OrgTx,
    { orgId }: OrgScope,
    id: ProjectId,
    remotes: readonly string[],
  ): Promise<readonly string[]> {
    await rows(tx).projectRemote.deleteMany({ where: { orgId, projectId: id, remote: { notIn: [...remotes] } } });
    await sql(tx).query(
      `insert into project_remotes (org_id, remote, project_id) select $1::uuid, unnest($2::text[]), $3::uuid
           on conflict (org_id, remote) do nothing`,
      [orgId, [...remotes].sort(), id],
    );
    const strange = await rows(tx).projectRemote.findMany({
      where: { orgId, remote: { in: [...remotes] }, projectId: { not: id } },
      select: { remote: true },
    });
    return strange.map(({ remote }) => remote);
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, id: ProjectId): Promise<void> {
    await rows(tx).project.deleteMany({ where: { orgId, id } });
  }
}

const toProject = ({ teamId, teamName, ...row }: Row): Project => ({
  ...row,
  team: teamId === null ? null : { id: teamId, name: teamName ?? '' },
});

async function unlessTaken(name: string, write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (!isUniqueViolation(error)) throw error;
    throw new ProjectNameTaken(`There is a project "${name}" already; choose another name.`, {}, { cause: error });
  }
}
