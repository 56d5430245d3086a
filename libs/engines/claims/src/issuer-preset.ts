import type { ClaimCondition } from './claim-condition.js';
import { literalBeginning, saysNothing } from './glob.js';

export type IssuerKind = 'github' | 'gitlab' | 'other';

export interface IssuerPreset {
  readonly kind: IssuerKind;
  readonly title: string;
  /** Null where each installation has its own. */
  readonly issuer: string | null;
  /** Claims worth a condition, the first ones first. */
  readonly claims: readonly string[];
}

export const ISSUER_PRESETS: readonly IssuerPreset[] = [
  {
    kind: 'github',
    title: 'GitHub Actions',
    issuer: 'https://token.actions.githubusercontent.com',
    claims: [
      'repository',
      'ref',
      'environment',
      'sub',
      'repository_id',
      'repository_owner',
      'repository_owner_id',
      'job_workflow_ref',
      'event_name',
      'ref_type',
      'ref_protected',
      'actor_id',
      'runner_environment',
    ],
  },
  {
    kind: 'gitlab',
    title: 'GitLab CI/CD',
    issuer: 'https://gitlab.com',
    claims: [
      'project_path',
      'ref',
      'ref_type',
      'ref_protected',
      'environment',
      'sub',
      'project_id',
      'namespace_path',
      'namespace_id',
      'ci_config_ref_uri',
      'pipeline_source',
    ],
  },
  { kind: 'other', title: 'Another OpenID issuer', issuer: null, claims: ['sub'] },
];

/** Issuers that speak for everybody's repositories: to be signed by one of them says nothing about whose the program is. */
const SHARED: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  'https://token.actions.githubusercontent.com': {
    repository: /^[^/]+\//,
    repository_id: /^\d+$/,
    repository_owner: /^.+$/,
    repository_owner_id: /^\d+$/,
    job_workflow_ref: /^[^/]+\//,
    sub: /^(?:repo:[^/:]+\/|(?!repo:)[^:]+:[^:]+:?)/,
  },
  'https://gitlab.com': {
    project_path: /^[^/]+\//,
    project_id: /^\d+$/,
    namespace_path: /^.+$/,
    namespace_id: /^\d+$/,
    sub: /^project_path:[^/:]+\//,
  },
};

/** Claims that hold a whole name or number: half of one is another's. */
const WHOLE = new Set(['repository_id', 'repository_owner', 'repository_owner_id', 'project_id', 'namespace_id']);

export interface TrustFlaw {
  readonly gravity: 'refused' | 'warning';
  readonly sentence: string;
}

interface Trust {
  readonly issuer: string;
  readonly conditions: readonly ClaimCondition[];
}

/** What is wrong with trusting `issuer` under `conditions`. */
export function flawsOf({ issuer, conditions }: Trust): readonly TrustFlaw[] {
  const said = conditions.filter(
    ({ match, values }) => !(match === 'glob' && values.some((value) => saysNothing(value))),
  );
  if (said.length === 0)
    return [refused('Name at least one claim and what it must be: otherwise every token of the issuer is let in.')];
  const empty = conditions.find((condition) => !said.includes(condition));
  if (empty !== undefined)
    return [refused(`The condition on "${empty.claim}" allows everything; name a value, or take it out.`)];
  return flawsOfShared({ issuer, conditions });
}

function flawsOfShared({ issuer, conditions }: Trust): readonly TrustFlaw[] {
  const owners = SHARED[issuer];
  if (owners === undefined) return [];
  if (!conditions.some((condition) => pinsOwner(condition, owners)))
    return [
      refused(
        `This issuer signs for everybody. Say whose the program is, by a condition on ${Object.keys(owners).join(', ')} that begins with the owner.`,
      ),
    ];
  return warningsOf(issuer, new Set(conditions.map(({ claim }) => claim)));
}

function warningsOf(issuer: string, named: ReadonlySet<string>): readonly TrustFlaw[] {
  const flaws: TrustFlaw[] = [];
  if (
    !['ref', 'environment', 'sub', 'job_workflow_ref', 'ref_protected', 'ci_config_ref_uri'].some((claim) =>
      named.has(claim),
    )
  )
    flaws.push(
      warning(
        'Any branch is let in, also one that somebody pushed a minute ago. Add a condition on "ref" or "environment".',
      ),
    );
  const id = issuer.includes('gitlab') ? 'project_id' : 'repository_id';
  const ids = issuer.includes('gitlab') ? ['project_id', 'namespace_id'] : ['repository_id', 'repository_owner_id'];
  if (!ids.some((claim) => named.has(claim)))
    flaws.push(warning(`A name can be given up, and taken by somebody else; a "${id}" cannot. Add a condition on it.`));
  return flaws;
}

function pinsOwner({ claim, match, values }: ClaimCondition, owners: Readonly<Record<string, RegExp>>): boolean {
  const owner = Object.hasOwn(owners, claim) ? owners[claim] : undefined;
  if (owner === undefined) return false;
  return values.every((value) => {
    const certain = match === 'glob' ? literalBeginning(value) : value;
    return owner.test(certain) && !(WHOLE.has(claim) && certain !== value);
  });
}

const refused = (sentence: string): TrustFlaw => ({ gravity: 'refused', sentence });
const warning = (sentence: string): TrustFlaw => ({ gravity: 'warning', sentence });
