import type { PolicyDocument } from '#contracts';
import type { PolicyInForce } from '../decision/policy-standing.js';

/** What `castellan status --json` says of layers. */
export interface AppliedReport {
  readonly layers: readonly { readonly kind: string; readonly id: string; readonly name: string }[];
  /** The projects that the working folder is in, of those that the policy speaks to. */
  readonly projects: readonly { readonly name: string; readonly mayLoosen: boolean }[];
  /** What each layer decided: values, and the ids of rules. */
  readonly decided: readonly { readonly layer: string; readonly values: readonly string[]; readonly rules: number }[];
  /** What a layer wanted and was not given. */
  readonly refused: readonly { readonly what: string; readonly layer: string; readonly lockedBy: string }[];
  readonly waivers: readonly {
    readonly id: string;
    readonly rules: readonly string[];
    readonly until: string;
    readonly reason: string;
  }[];
}

/** Null where one document is the whole policy. */
export function appliedOf({ policy, projects }: PolicyInForce): AppliedReport | null {
  const { resolution } = policy.document;
  if (resolution === undefined) return null;
  const layers = resolution.layers.map(({ kind, id, name }) => ({ kind, id, name: calledOf(kind, name ?? id) }));
  const nameAt = (at: number): string => layers[at]?.name ?? '';
  return {
    layers,
    projects: (projects ?? []).map(({ name, mayLoosen }) => ({ name, mayLoosen })),
    decided: layers.map(({ name }, at) => ({
      layer: name,
      values: Object.entries(resolution.values)
        .filter(([, layer]) => layer === at)
        .map(([setting]) => `${setting} ${shown(policy.document, setting)}`),
      rules: Object.values(resolution.rules)
        .flat()
        .filter((layer) => layer === at).length,
    })),
    refused: resolution.refused.map(({ what, layer, lockedBy }) => ({
      what,
      layer: nameAt(layer),
      lockedBy: nameAt(lockedBy),
    })),
    waivers: resolution.waivers.map(({ id, rules, expires, reason }) => ({
      id,
      rules: [...rules],
      until: expires,
      reason: reason ?? '',
    })),
  };
}

const calledOf = (kind: string, name: string): string =>
  kind === 'org' || name.startsWith('team ') ? name : `${kind} ${name}`;

export function appliedLines(applied: AppliedReport): readonly string[] {
  const { layers, projects, decided, refused, waivers } = applied;
  return [
    titled('layers', layers.map(({ name }) => name).join(' · ')),
    ...projects.map(({ name, mayLoosen }) =>
      titled('project', mayLoosen ? name : `${name} (here only stricter: you are of no team that answers for it)`),
    ),
    ...decided.flatMap(({ layer, values, rules }) =>
      values.length + rules === 0 ? [] : [titled('', `${layer}: ${[...values, ...rulesInWords(rules)].join(', ')}`)],
    ),
    ...refused.map(({ what, layer, lockedBy }) =>
      titled('refused', `${what}, wanted by ${layer}, locked by ${lockedBy}`),
    ),
    ...waivers.map(({ rules, until, reason }) => titled('waiver', `${rules.join(', ')} until ${until}: ${reason}`)),
  ];
}

const rulesInWords = (rules: number): readonly string[] =>
  rules === 0 ? [] : [rules === 1 ? '1 rule' : `${rules} rules`];

const titled = (title: string, text: string): string => `${title.padEnd(14)}${text}`;

function shown(document: PolicyDocument, setting: string): string {
  const value = setting
    .split('.')
    .reduce<unknown>(
      (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined),
      document,
    );
  return Array.isArray(value) ? `(${value.length})` : String(value);
}
