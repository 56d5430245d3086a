import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import type { OrgScope, OrgTx, SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import { InstallationSealer } from '#platform/vault';
import type { ConnectionId, ConnectionKind, ConnectionSecrets } from './connection.js';

/** A connection that will be. */
export interface ConnectionReservation {
  readonly orgId: OrgId;
  readonly id: ConnectionId;
  readonly kind: ConnectionKind;
  /** The keys that it will have. */
  readonly secrets: ConnectionSecrets | null;
}

/** Rows of the table `connection_reservations`. */
@Injectable()
export class ConnectionReservationRepository {
  constructor(private readonly sealer: InstallationSealer) {}

  /** Keeps the first of several of one id. */
  async insert(
    tx: OrgTx,
    { secrets, ...which }: ConnectionReservation,
    dates: { readonly createdAt: Date; readonly expiresAt: Date },
  ): Promise<void> {
    const sealed = secrets && Uint8Array.from(this.sealer.seal(purposeOf(which), Buffer.from(JSON.stringify(secrets))));
    await rows(tx).connectionReservation.createMany({ data: [{ ...which, sealed, ...dates }], skipDuplicates: true });
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: ConnectionId): Promise<ConnectionReservation | null> {
    const row = await rows(tx).connectionReservation.findUnique({ where: { orgId_id: { orgId, id } } });
    return row && this.toReservation(row);
  }

  /** By what stands in the address that an identity provider was given. */
  async findAcrossTenants(tx: SystemTx, id: ConnectionId): Promise<ConnectionReservation | null> {
    const row = await rows(tx).connectionReservation.findUnique({ where: { id } });
    return row && this.toReservation(row);
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, id: ConnectionId): Promise<void> {
    await rows(tx).connectionReservation.deleteMany({ where: { orgId, id } });
  }

  /** Forgets all but the newest `kept`. */
  async forgetOld(tx: OrgTx, { orgId }: OrgScope, kept: number): Promise<void> {
    await sql(tx).query(
      `delete from connection_reservations where org_id = $1::uuid and id in (
         select id from connection_reservations where org_id = $1::uuid order by created_at desc, id desc offset $2) returning true as forgotten`,
      [orgId, kept],
    );
  }

  async sweep(tx: SystemTx): Promise<void> {
    await sql(tx).query('delete from connection_reservations where expires_at < now() returning true as swept');
  }

  private toReservation(row: Record<'orgId' | 'id' | 'kind', string> & { sealed: Uint8Array | null }) {
    const which = { orgId: row.orgId as OrgId, id: row.id as ConnectionId, kind: row.kind as ConnectionKind };
    const opened = row.sealed && Buffer.from(this.sealer.open(purposeOf(which), row.sealed)).toString('utf8');
    return { ...which, secrets: opened === null ? null : (JSON.parse(opened) as ConnectionSecrets) };
  }
}

const purposeOf = ({ orgId, id }: Pick<ConnectionReservation, 'orgId' | 'id'>): string =>
  `connection-reservation/${orgId}/${id}`;
