import { Injectable } from '@nestjs/common';
import { isUuid, newId } from '#kernel';
import type { OrgTx, SystemTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { DirectoryContext, DirectoryScope } from '../directories/directory.js';
import { keptMessage, type LogDraft, type LogEntry, type LogEntryId } from './log-entry.js';

export interface LogPage {
  readonly before: string | null;
  readonly refusedOnly: boolean;
  readonly search: string | null;
  readonly limit: number;
}

/** What is needed to try a refused request again. */
export interface LoggedRequest extends Pick<
  LogEntry,
  'id' | 'method' | 'resource' | 'resourceId' | 'status' | 'replayedAt'
> {
  readonly message: unknown;
}

const COLUMNS = `id, at, actor, request_id as "requestId", method, resource, resource_id as "resourceId", label, status,
  scim_type as "scimType", detail, changes, (message is not null and replayed_at is null) as "canReplay", replayed_at as "replayedAt"`;

const NAMES: Readonly<Partial<Record<LogDraft['resource'], string>>> = { Users: 'label', Groups: 'display_name' };

/** Rows of the table `provisioning_log`. */
@Injectable()
export class LogRepository {
  async insert(tx: OrgTx, ctx: DirectoryContext, draft: LogDraft): Promise<void> {
    const { method, resource, resourceId, label, status, scimType, detail, changes, message } = draft;
    const kept = status >= 400 ? keptMessage(message) : null;
    await sql(tx).post(
      `insert into provisioning_log (org_id, id, directory_id, at, actor, request_id, method, resource, resource_id, label, status,
         scim_type, detail, changes, message)
       values ($1::uuid, $2::uuid, $3::uuid, $4::timestamptz, $5, $6, $7, $8, $9, $10, $11::int, $12, $13, $14::jsonb, $15::jsonb)`,
      [
        ...[ctx.orgId, newId(ctx.now), ctx.directoryId, ctx.now, ctx.principal.label, ctx.requestId],
        ...[method, resource, resourceId, label, status, scimType, detail],
        ...[JSON.stringify(changes), kept === null ? null : JSON.stringify(kept)],
      ],
      'scim.log.insert',
    );
  }

  /** What people call that which a request was about, where the directory has it. */
  async nameOf(
    tx: OrgTx,
    { orgId, directoryId }: DirectoryScope,
    { resource, resourceId }: Pick<LogDraft, 'resource' | 'resourceId'>,
  ): Promise<string | null> {
    const naming = NAMES[resource];
    if (naming === undefined || resourceId === null || !isUuid(resourceId)) return null;
    const [row] = await sql(tx).query<{ name: string }>(
      `select left(${naming}, 200) as name from directory_${resource.toLowerCase()}
        where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid`,
      [orgId, directoryId, resourceId],
    );
    return row?.name ?? null;
  }

  /** Newest first. */
  page(
    tx: OrgTx,
    { orgId, directoryId }: DirectoryScope,
    { before, refusedOnly, search, limit }: LogPage,
  ): Promise<readonly LogEntry[]> {
    return sql(tx).query<LogEntry & Record<string, unknown>>(
      `select ${COLUMNS} from provisioning_log
        where org_id = $1::uuid and directory_id = $2::uuid and ($3::uuid is null or id < $3::uuid)
          ${refusedOnly ? 'and status >= 400' : ''}
          and ($4::text is null or strpos(lower(label), lower($4)) > 0 or resource_id = lower($4) or request_id = $4)
        order by id desc limit $5::int`,
      [orgId, directoryId, before, search, limit],
    );
  }

  /** Locks the row: of several who replay it at once, one does. */
  async findForUpdate(
    tx: OrgTx,
    { orgId, directoryId }: DirectoryScope,
    id: LogEntryId,
  ): Promise<LoggedRequest | null> {
    const [row] = await sql(tx).query<LoggedRequest & Record<string, unknown>>(
      `select id, method, resource, resource_id as "resourceId", status, message, replayed_at as "replayedAt" from provisioning_log
        where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid for update`,
      [orgId, directoryId, id],
    );
    return row ?? null;
  }

  /** Notes when it was tried again, or with null that it was not after all. */
  async markReplayed(
    tx: OrgTx,
    { orgId, directoryId }: DirectoryScope,
    id: LogEntryId,
    at: Date | null,
  ): Promise<void> {
    await sql(tx).query(
      'update provisioning_log set replayed_at = $4::timestamptz where org_id = $1::uuid and directory_id = $2::uuid and id = $3::uuid',
      [orgId, directoryId, id, at],
    );
  }

  /** Removes what is older than the log is kept; the policy of the table lets nothing younger go. */
  async sweep(tx: SystemTx, limit: number): Promise<number> {
    const gone = await sql(tx).query(
      `delete from provisioning_log where (org_id, directory_id, id) in (
         select org_id, directory_id, id from provisioning_log where at < now() - interval '90 days' limit $1::int) returning 1 as gone`,
      [limit],
    );
    return gone.length;
  }
}
