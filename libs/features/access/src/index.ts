export { AccessHttpModule, AccessJobsModule, AccessModule } from './access.module.js';
export { closeElevations } from './elevation/elevation.jobs.js';
export { PERMISSIONS, type PermissionName } from './permissions/permission.js';
export { OWNER, type Role } from './roles/role.js';
export { LastOwner, RoleNotYours, RoleUnknown } from './roles/role.errors.js';
export { RoleService, ROLES_CHANGED } from './roles/role.service.js';
export { Joining } from './setup/joining.js';
export { FirstRun } from './setup/first-run.js';
export { type OrgOrder, OrgProvisioning, type ProvisionedOrg } from './setup/org-provisioning.js';
