import type { UseFormReturnType } from '@mantine/form';
import { ISSUER_PRESETS, type IssuerKind } from '#engines/claims';
import type { TrustRule } from './trust-rule-queries.js';

/** What a trust rule is while it is written. */
export interface TrustRuleDraft {
  name: string;
  kind: IssuerKind;
  issuer: string;
  audience: string;
  accountId: string | null;
  conditions: { claim: string; match: 'exact' | 'glob'; values: string[] }[];
  permissions: string[];
  tokenMinutes: number;
  takesOnce: boolean;
}

/** A rule for a pipeline of GitHub’s main branch, which most begin with. */
export const emptyDraft = (): TrustRuleDraft => ({
  name: '',
  kind: 'github',
  issuer: ISSUER_PRESETS[0]?.issuer ?? '',
  audience: location.origin,
  accountId: null,
  conditions: [
    { claim: 'repository', match: 'exact', values: [] },
    { claim: 'ref', match: 'exact', values: ['refs/heads/main'] },
  ],
  permissions: [],
  tokenMinutes: 15,
  takesOnce: true,
});

/** What the tokens of each platform are asked about first. */
export const FIRST_CONDITIONS: Readonly<Record<IssuerKind, TrustRuleDraft['conditions']>> = {
  github: emptyDraft().conditions,
  gitlab: [
    { claim: 'project_path', match: 'exact', values: [] },
    { claim: 'ref', match: 'exact', values: ['main'] },
  ],
  other: [{ claim: 'sub', match: 'exact', values: [] }],
};

export const draftOf = (rule: TrustRule): TrustRuleDraft => ({
  name: rule.name,
  kind: rule.kind,
  issuer: rule.issuer,
  audience: rule.audience,
  accountId: rule.accountId,
  conditions: rule.conditions.map((condition) => ({ ...condition })),
  permissions: rule.permissions.includes('*') ? [] : rule.permissions,
  tokenMinutes: rule.tokenMinutes,
  takesOnce: rule.takesOnce,
});

export type TrustRuleForm = UseFormReturnType<TrustRuleDraft>;
