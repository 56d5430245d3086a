export { type AttributePath, pathText, resolvePath } from './attribute-path.js';
export {
  BULK_RESPONSE_SCHEMA,
  BULK_SCHEMA,
  type BulkMessage,
  type BulkOperation,
  readBulk,
  withReferences,
} from './bulk.js';
export { LARGEST_BODY, MOST_BULK_OPERATIONS, resourceTypes, schemas, serviceProviderConfig } from './discovery.js';
export { type Condition, parseFilter, parseValueFilter } from './filter.js';
export { filterSql, sortSql, type SqlGround, SqlParameters, type SqlRows, type SqlValue } from './filter-sql.js';
export { folded, foldedSql } from './folded.js';
export { type GroupPlan, memberIds, type MemberStep, planGroupPatch } from './group-patch.js';
export { GROUP_SCHEMA, GROUP_TYPE } from './group-schema.js';
export { LIST_SCHEMA, type ListQuery, readListQuery, readSearch, SEARCH_SCHEMA } from './list-query.js';
export { matches } from './matches.js';
export { applyPatch } from './patch.js';
export { PATCH_SCHEMA, type PatchOperation, readPatch } from './patch-message.js';
export { EVERYTHING, isAsked, project, type Projection, readProjection } from './projection.js';
export { ScimRefusal, type ScimType } from './refusal.js';
export { type Attributes, readResource } from './resource.js';
export type { Attribute, ResourceType, Schema } from './schema.js';
export { ENTERPRISE_SCHEMA, USER_SCHEMA, USER_TYPE } from './user-schema.js';
