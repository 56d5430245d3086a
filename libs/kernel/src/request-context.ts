import type { OrgId, PrincipalId } from './ids.js';

/** Who acts: a person in the console, a machine's program, a service account, or one of our own jobs. */
export interface Principal {
  readonly kind: 'person' | 'machine' | 'service' | 'job';
  readonly id: PrincipalId;
  /** What a log or an audit page shows: an e-mail address, a host name, the name of a job. */
  readonly label: string;
}

/** Who asks, for which org, and when. Built once at the edge; handed on as the first argument; never changed. */
export interface RequestContext {
  readonly orgId: OrgId;
  readonly principal: Principal;
  readonly requestId: string;
  readonly now: Date;
  /** Where what is asked was permitted in these teams alone: the request reaches them and their people, and nothing else. */
  readonly teams?: readonly string[];
}
