import type { PolicyDocument, Waiver, WrittenPolicy } from '#contracts';
import type { OrgId } from '#kernel';
import { isOrg, type NamedScope, type PolicyScope, scopeKey } from '../scopes/scope.js';

/** What stands in one scope. */
export interface Layer {
  readonly scope: NamedScope;
  /** Null where a draft stands in its place. */
  readonly version: number | null;
  readonly document: WrittenPolicy;
}

/** A project that a policy or a waiver speaks to. */
export interface LayeredProject {
  readonly id: string;
  readonly name: string;
  /** Canonical. */
  readonly remotes: readonly string[];
  /** The team that answers for it: only to its people may the project be milder than the rest. */
  readonly teamId: string | null;
  readonly layer: Layer | null;
}

/** Everything that an org says to its machines, before it is known to whom. */
export interface LayerBook {
  readonly orgId: OrgId;
  /** Grows with each change of anything that machines are told; machines refuse a lower one than they have seen. */
  readonly bundleVersion: number;
  readonly changedAt: Date;
  /** The org's own policy, which all others lie upon. */
  readonly org: {
    readonly version: number;
    readonly digest: string;
    readonly document: PolicyDocument;
  };
  /** Of teams and groups. */
  readonly peers: readonly Layer[];
  readonly projects: readonly LayeredProject[];
  /** Approved, and not ended. Whether their time has come, machines decide. */
  readonly waivers: readonly Waiver[];
}

/** For whom a policy is resolved: what a person is in. */
export interface PolicyAudience {
  readonly personId: string | null;
  readonly teams: readonly string[];
  readonly groups: readonly string[];
}

/** Whoever is nobody in particular: a machine that no person has logged in on. */
export const NOBODY: PolicyAudience = { personId: null, teams: [], groups: [] };

/** A document in the place of what stands in a scope; null in the place of a layer takes it away. */
export interface InsteadOfLayer {
  readonly scope: PolicyScope;
  readonly document: WrittenPolicy | PolicyDocument | null;
}

/** As the engine calls it: a team is a layer beside groups, and its id says which of the two it is. */
export const engineId = ({ kind, id }: PolicyScope): string => (kind === 'team' ? `team/${id}` : id);

/** Whether all machines of the org are told the same, whoever's they are. */
export const isForEveryone = ({ peers, projects, waivers }: LayerBook): boolean =>
  peers.length === 0 && projects.length === 0 && waivers.every(({ subject }) => subject.kind === 'org');

/** Whether the layer of `scope` speaks to somebody of `audience` wherever she works. */
export function speaksTo(scope: PolicyScope, { teams, groups }: PolicyAudience): boolean {
  if (isOrg(scope)) return true;
  return scope.kind === 'team' ? teams.includes(scope.id) : scope.kind === 'group' && groups.includes(scope.id);
}

/** The ids of teams and groups of which it matters who is in them. */
export function decisiveScopes({ peers, projects, waivers }: LayerBook): { teams: string[]; groups: string[] } {
  const waived = waivers.flatMap(({ subject }) => (subject.kind === 'group' ? [subject.id] : []));
  const of = (kind: 'team' | 'group') => peers.flatMap(({ scope }) => (scope.kind === kind ? [scope.id] : []));
  const answering = projects.flatMap(({ teamId }) => (teamId === null ? [] : [teamId]));
  const [asTeams, asGroups] = [waived.filter(isTeamId), waived.filter((id) => !isTeamId(id))];
  return {
    teams: [...new Set([...of('team'), ...answering, ...asTeams.map((id) => id.slice('team/'.length))])],
    groups: [...new Set([...of('group'), ...asGroups])],
  };
}

const isTeamId = (id: string): boolean => id.startsWith('team/');

export const isSameScope = (a: PolicyScope, b: PolicyScope): boolean => scopeKey(a) === scopeKey(b);
