export type { Membership, MembershipStatus, OrgOfPerson } from './memberships/membership.js';
export { MembershipRepository } from './memberships/membership.repository.js';
export { type NewOrg, type Org, ORG_SLUG } from './orgs/org.js';
export { OrgNotFound, OrgSlugTaken } from './orgs/org.errors.js';
export { orgName, orgSlug } from './orgs/org.schema.js';
export { OrgService } from './orgs/org.service.js';
export { TenancyHttpModule, TenancyModule } from './tenancy.module.js';
