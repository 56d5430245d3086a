import type { OrgId } from '#kernel';

/** What a policy can be published for, from the widest to the narrowest. A team and a group stand side by side. */
export const SCOPE_KINDS = ['org', 'team', 'group', 'project'] as const;
export type ScopeKind = (typeof SCOPE_KINDS)[number];

/** The org, or one of its teams, groups and projects: whatever has versions of a policy of its own. */
export interface PolicyScope {
  readonly kind: ScopeKind;
  /** Of the team, group or project; of the org itself for its own. */
  readonly id: string;
}

/** A scope as a person calls it. */
export interface NamedScope extends PolicyScope {
  readonly name: string;
}

export const orgScope = ({ orgId }: { readonly orgId: OrgId }): PolicyScope => ({ kind: 'org', id: orgId });

/** One spelling, for maps and for purposes of seals. */
export const scopeKey = ({ kind, id }: PolicyScope): string => `${kind}/${id}`;

/** Whether the caller reaches it: everything, or, where she acts in some teams alone, the layers of those. */
export const isNear = ({ teams }: { readonly teams?: readonly string[] }, { kind, id }: PolicyScope): boolean =>
  teams === undefined || (kind === 'team' && teams.includes(id));

export const isOrg = ({ kind }: PolicyScope): boolean => kind === 'org';
