export { Clock, SystemClock } from './clock.js';
export { DomainError, type ErrorKind, type Facts } from './domain-error.js';
export {
  type EventId,
  type Id,
  isUuid,
  type MachineId,
  newId,
  type OrgId,
  type PersonId,
  type PrincipalId,
} from './ids.js';
export type { Principal, RequestContext } from './request-context.js';
