import { Injectable } from '@nestjs/common';
import { kept, OPERATOR_POWER, powerOfVoucher, type Voucher } from '#features/access';
import type { PersonId } from '#kernel';
import type { OrgTx } from '#platform/database';
import { sql } from '#platform/database/rows';
import type { Connection } from './connection.js';

type Which = Pick<Connection, 'orgId' | 'id'>;

/** The columns of the table `connections` that say who answers for its identity provider. */
@Injectable()
export class ConnectionVoucherRepository {
  /** Of a connection from before it was kept, or made by the operator of the installation: an owner's, by nobody's name. */
  async find(tx: OrgTx, { orgId, id }: Which): Promise<Omit<Voucher, 'by' | 'at'> & { readonly by: string | null }> {
    const [row] = await sql(tx).query<{ by: string | null; owner: boolean | null; permissions: string[] | null }>(
      `select vouched_by as "by", vouched_owner as owner, vouched_permissions as permissions
         from connections where org_id = $1::uuid and id = $2::uuid`,
      [orgId, id],
    );
    const was = { vouchedOwner: row?.owner ?? null, vouchedPermissions: row?.permissions ?? [] };
    return { by: row?.by ?? null, power: powerOfVoucher(was, OPERATOR_POWER) };
  }

  async set(tx: OrgTx, { orgId, id }: Which, voucher: Voucher): Promise<void> {
    const { vouchedBy, vouchedAt, vouchedOwner, vouchedPermissions } = kept(voucher);
    await sql(tx).query(
      `update connections set vouched_by = $3, vouched_at = $4::timestamptz, vouched_owner = $5::boolean, vouched_permissions = $6::text[]
        where org_id = $1::uuid and id = $2::uuid`,
      [orgId, id, vouchedBy, vouchedAt, vouchedOwner, vouchedPermissions],
    );
  }

  /** Who came in through it so far. */
  async peopleOf(tx: OrgTx, { orgId, id }: Which): Promise<readonly PersonId[]> {
    const found = await sql(tx).query<{ personId: PersonId }>(
      `select distinct person_id as "personId" from federated_identities where org_id = $1::uuid and connection_id = $2::uuid`,
      [orgId, id],
    );
    return found.map(({ personId }) => personId);
  }
}
