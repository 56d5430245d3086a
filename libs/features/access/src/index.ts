export { AccessHttpModule, AccessJobsModule, AccessModule } from './access.module.js';
export { closeElevations } from './elevation/elevation.jobs.js';
export { closeReviews } from './reviews/review.jobs.js';
export type { FoundItem, ReviewItem, ReviewScope } from './reviews/review.js';
export { type ReviewableKind, type ReviewGround, ReviewKinds } from './reviews/review-kinds.js';
export { PERMISSIONS, type PermissionName } from './permissions/permission.js';
export { type GroupSpeaker, GroupSpeakers } from './roles/group-speakers.js';
export { BUILT_IN_ROLES, OWNER, type Role } from './roles/role.js';
export { LastOwner, RoleNotYours, RoleUnknown } from './roles/role.errors.js';
export { handlesAll, type Power, standsAbove } from './roles/role.rules.js';
export { RoleService, ROLES_CHANGED } from './roles/role.service.js';
export {
  ADMIN_POWER,
  coversPower,
  isOwnerly,
  kept,
  type KeptVoucher,
  OPERATOR_POWER,
  powerOfVoucher,
  type Voucher,
} from './roles/voucher.js';
export { RoleUses, type RoleUseTeller } from './roles/role-uses.js';
export { Joining } from './setup/joining.js';
export { FirstRun } from './setup/first-run.js';
export { type OrgOrder, OrgProvisioning, type ProvisionedOrg } from './setup/org-provisioning.js';
