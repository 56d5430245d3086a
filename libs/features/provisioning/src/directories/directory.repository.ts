import { Injectable } from '@nestjs/common';
import { ADMIN_POWER, kept, type KeptVoucher, type Power, powerOfVoucher, type Voucher } from '#features/access';
import type { OrgId } from '#kernel';
import { secretHash } from '#features/identity';
import { isUniqueViolation, type OrgScope, type OrgTx, type SystemTx } from '#platform/database';
import { rows, sql } from '#platform/database/rows';
import type {
  Directory,
  DirectoryId,
  DirectoryScope,
  DirectoryToken,
  DirectoryTokenId,
  DirectoryWithFigures,
  HeldBack,
} from './directory.js';
import { DirectoryNameTaken } from './directory.errors.js';

const tokenColumns = {
  id: true,
  directoryId: true,
  name: true,
  hint: true,
  createdAt: true,
  creatorLabel: true,
  expiresAt: true,
  lastUsedAt: true,
  revokedAt: true,
  vouchedBy: true,
  vouchedAt: true,
  vouchedOwner: true,
  vouchedPermissions: true,
} as const;

/** What is known of a token across orgs, before anybody is let in. */
export interface PresentedToken extends DirectoryScope {
  readonly id: DirectoryTokenId;
  readonly directoryName: string;
  readonly expiresAt: Date;
  readonly lastUsedAt: Date | null;
  readonly power: Power;
}

const HINT_LENGTH = 4;

/** Rows of the tables `directories` and `directory_tokens`. */
@Injectable()
export class DirectoryRepository {
  /** @throws DirectoryNameTaken */
  async insert(tx: OrgTx, { orgId }: OrgScope, directory: Directory): Promise<void> {
    try {
      await rows(tx).directory.create({ data: { orgId, ...directory }, select: { id: true } });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new DirectoryNameTaken(`There is a directory "${directory.name}" already.`, {}, { cause: error });
    }
  }

  count(tx: OrgTx, { orgId }: OrgScope): Promise<number> {
    return rows(tx).directory.count({ where: { orgId } });
  }

  async find(tx: OrgTx, { orgId }: OrgScope, id: DirectoryId): Promise<Directory | null> {
    const row = await rows(tx).directory.findUnique({
      where: { orgId_id: { orgId, id } },
      select: { id: true, name: true, createdAt: true, creatorLabel: true },
    });
    return row && { ...row, id: row.id as DirectoryId };
  }

  async remove(tx: OrgTx, { orgId }: OrgScope, id: DirectoryId): Promise<void> {
    await rows(tx).directory.deleteMany({ where: { orgId, id } });
  }

  /** All of them, by name, with their tokens and how much they hold. */
  async list(tx: OrgTx, { orgId }: OrgScope): Promise<readonly ListedDirectory[]> {
    const found = await sql(tx).query<ListedRow & Record<string, unknown>>(
      `select d.id, d.name, d.created_at as "createdAt", d.creator_label as "creatorLabel", d.held_back_at as "heldBackAt", d.held_back_label as "heldBackLabel",
              (select count(*)::int from directory_users u where u.org_id = d.org_id and u.directory_id = d.id) as users,
              (select count(*)::int from directory_groups g where g.org_id = d.org_id and g.directory_id = d.id) as groups
         from directories d where d.org_id = $1::uuid order by lower(d.name)`,
      [orgId],
    );
    const tokens = await rows(tx).directoryToken.findMany({
      where: { orgId },
      orderBy: { id: 'asc' },
      select: tokenColumns,
    });
    const of = Map.groupBy(tokens.map(toToken), ({ directoryId }) => directoryId);
    return found.map(({ heldBackAt, heldBackLabel, ...directory }) => ({
      ...directory,
      heldBack: heldBackAt === null ? null : { at: heldBackAt, label: heldBackLabel ?? '' },
      tokens: of.get(directory.id) ?? [],
    }));
  }

  async insertToken(
    tx: OrgTx,
    { orgId }: OrgScope,
    token: Pick<DirectoryToken, 'id' | 'directoryId' | 'name' | 'createdAt' | 'creatorLabel' | 'expiresAt'>,
    { secret, voucher }: { readonly secret: string; readonly voucher: Voucher },
  ): Promise<void> {
    const hashed = { tokenHash: secretHash(secret), hint: secret.slice(-HINT_LENGTH) };
    await rows(tx).directoryToken.create({
      data: { orgId, ...token, ...hashed, ...kept(voucher) },
      select: { id: true },
    });
  }

  async goodTokens(tx: OrgTx, { orgId, directoryId }: DirectoryScope, now: Date): Promise<readonly DirectoryToken[]> {
    const found = await rows(tx).directoryToken.findMany({
      where: { orgId, directoryId, revokedAt: null, expiresAt: { gt: now } },
      select: tokenColumns,
    });
    return found.map(toToken);
  }

  async vouch(tx: OrgTx, { orgId }: OrgScope, id: DirectoryTokenId, voucher: Voucher): Promise<void> {
    await rows(tx).directoryToken.updateMany({ where: { orgId, id }, data: kept(voucher) });
  }

  async holdBack(tx: OrgTx, { orgId, directoryId: id }: DirectoryScope, heldBack: HeldBack | null): Promise<void> {
    const data = { heldBackAt: heldBack?.at ?? null, heldBackLabel: heldBack?.label ?? null };
    await rows(tx).directory.updateMany({ where: { orgId, id }, data });
  }

  /** Lets those that end later end at `at`. */
  async endTokens(tx: OrgTx, { orgId, directoryId }: DirectoryScope, at: Date): Promise<void> {
    const where = { orgId, directoryId, revokedAt: null, expiresAt: { gt: at } };
    await rows(tx).directoryToken.updateMany({ where, data: { expiresAt: at } });
  }

  async revokeToken(tx: OrgTx, { orgId, directoryId }: DirectoryScope, id: string, now: Date): Promise<boolean> {
    const where = { orgId, directoryId, id, revokedAt: null };
    return (await rows(tx).directoryToken.updateMany({ where, data: { revokedAt: now } })).count === 1;
  }

  async noteUse(tx: OrgTx, { orgId, id }: PresentedToken, now: Date): Promise<void> {
    await sql(tx).query(
      'update directory_tokens set last_used_at = $3::timestamptz where org_id = $1::uuid and id = $2::uuid',
      [orgId, id, now],
    );
  }

  async findTokenAcrossTenants(tx: SystemTx, secret: string): Promise<PresentedToken | null> {
    const [row] = await sql(tx).query<Row>(
      `select t.org_id, t.directory_id, t.id, t.expires_at, t.last_used_at, t.vouched_owner, t.vouched_permissions, d.name
         from directory_tokens t join directories d on d.org_id = t.org_id and d.id = t.directory_id
        where t.token_hash = $1 and t.revoked_at is null`,
      [secretHash(secret)],
    );
    if (row === undefined) return null;
    return {
      orgId: row.org_id as OrgId,
      directoryId: row.directory_id as DirectoryId,
      id: row.id as DirectoryTokenId,
      directoryName: row.name,
      expiresAt: row.expires_at,
      lastUsedAt: row.last_used_at,
      power: powerOfVoucher(
        { vouchedOwner: row.vouched_owner, vouchedPermissions: row.vouched_permissions ?? [] },
        ADMIN_POWER,
      ),
    };
  }
}

/** As `DirectoryWithFigures`, before it is known what the groups give. */
export type ListedDirectory = Omit<DirectoryWithFigures, 'tokens'> & { readonly tokens: readonly DirectoryToken[] };

interface ListedRow extends Omit<ListedDirectory, 'tokens' | 'heldBack'> {
  readonly heldBackAt: Date | null;
  readonly heldBackLabel: string | null;
}

type Row = Record<'org_id' | 'directory_id' | 'id' | 'name', string> & {
  expires_at: Date;
  last_used_at: Date | null;
  vouched_owner: boolean | null;
  vouched_permissions: string[] | null;
};

type TokenRow = { id: string; directoryId: string } & Omit<DirectoryToken, 'id' | 'directoryId' | 'power'> &
  Pick<KeptVoucher, 'vouchedOwner' | 'vouchedPermissions'>;

const toToken = ({ vouchedOwner, vouchedPermissions, ...row }: TokenRow): DirectoryToken => ({
  ...row,
  id: row.id as DirectoryTokenId,
  directoryId: row.directoryId as DirectoryId,
  power: powerOfVoucher({ vouchedOwner, vouchedPermissions }, ADMIN_POWER),
});
