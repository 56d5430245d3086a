export { type Change, ChangeSignal, SIGNAL_GAP } from './change-signal.js';
export { DatabaseRefused } from './database.errors.js';
export {
  type EmbeddedOptions,
  type EmbeddedPostgres,
  joinEmbeddedPostgres,
  startEmbeddedPostgres,
} from './embedded/embedded-postgres.js';
export { HotPath } from './hot-path.js';
export { claimDatabase, prepareLogins } from './logins.js';
export { migrate } from './migrate.js';
export { type DatabaseOptions, type Databases, type DatabaseUrls, openDatabases } from './open-databases.js';
export { OrgDatabase } from './org-database.js';
export { reachDatabase } from './reach-database.js';
export type { OrgScope, OrgTx, SystemTx } from './scope.js';
export { enterOrg, SystemDatabase } from './system-database.js';
export { isRefusedStatement } from './refused-statement.js';
export { together } from './together.js';
export { isCheckViolation, isUniqueViolation } from './unique-violation.js';
