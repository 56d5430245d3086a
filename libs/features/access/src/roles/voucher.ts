import type { PermissionName } from '../permissions/permission.js';
import { BUILT_IN_ROLES, OWNER } from './role.js';
import type { Power } from './role.rules.js';

/** Who let somebody outside speak for people and groups, the holder of a directory's token or an identity provider, and what she could give at that time. */
export interface Voucher {
  readonly by: string;
  readonly at: Date;
  readonly power: Power;
}

/** As it is kept. */
export interface KeptVoucher {
  readonly vouchedBy: string | null;
  readonly vouchedAt: Date | null;
  readonly vouchedOwner: boolean | null;
  readonly vouchedPermissions: readonly string[];
}

const powerWith = (isOwner: boolean, permissions: Iterable<PermissionName>): Power => ({
  roles: isOwner ? [OWNER] : [],
  permissions: new Set(permissions),
  inTeams: new Map(),
});

const permissionsOf = (name: string): ReadonlySet<PermissionName> =>
  BUILT_IN_ROLES.find((role) => role.name === name)?.permissions ?? new Set();

/** The operator of the installation speaks as an owner does. */
export const OPERATOR_POWER: Power = powerWith(true, permissionsOf(OWNER));
/** Of a directory's token from before it was kept who made it: she could make tokens, so she counts as an administrator. */
export const ADMIN_POWER: Power = powerWith(false, permissionsOf('admin'));

/** The power of whoever vouched; `former` where that was not kept yet. */
export const powerOfVoucher = (
  { vouchedOwner, vouchedPermissions }: Omit<KeptVoucher, 'vouchedBy' | 'vouchedAt'>,
  former: Power,
): Power => (vouchedOwner === null ? former : powerWith(vouchedOwner, vouchedPermissions as readonly PermissionName[]));

export const isOwnerly = ({ roles }: Power): boolean => roles.includes(OWNER);

export const kept = ({ by, at, power }: Voucher): Required<KeptVoucher> & { vouchedPermissions: string[] } => ({
  vouchedBy: by,
  vouchedAt: at,
  vouchedOwner: isOwnerly(power),
  vouchedPermissions: [...power.permissions],
});

/** Whether the one could do all that the other can. */
export const coversPower = (one: Power, other: Power): boolean =>
  (isOwnerly(one) || !isOwnerly(other)) && [...other.permissions].every((name) => one.permissions.has(name));
