import { policyInProjects, mergePolicies, ONLY_STRICTER } from '#engines/policy';
import { type PolicyDocument, RULE_SECTIONS, type RuleSection, type Setting, SETTINGS } from '#contracts';
import { engineId, type LayerBook, type LayeredProject, type PolicyAudience } from '../layers/layer-book.js';
import { layersFor, resolvedFor, variantOf } from '../layers/variant.js';
import type { ScopeKind } from '../scopes/scope.js';

/** A layer of a resolved policy, as the org calls it. */
export interface AppliedLayer {
  readonly kind: ScopeKind | 'castellan';
  readonly id: string;
  readonly name: string;
  readonly version: number | null;
}

export interface AppliedPolicy {
  readonly document: PolicyDocument;
  readonly policyVersion: number;
  /** In the order of `resolution.layers`. */
  readonly layers: readonly AppliedLayer[];
  readonly values: readonly { readonly setting: Setting; readonly value: unknown; readonly layer: number }[];
  readonly rules: readonly {
    readonly section: RuleSection;
    readonly id: string;
    readonly effect: string;
    readonly layer: number;
  }[];
  /** Whether the project may be milder to her than what holds anyway; null without a project. */
  readonly mayLoosen: boolean | null;
}

/** What applies to somebody, in a project or wherever she works, with the layer that each part comes from. */
export function appliedTo(book: LayerBook, audience: PolicyAudience, project: LayeredProject | null): AppliedPolicy {
  const variant = variantOf(book, audience);
  const layer =
    project === null ? undefined : resolvedFor(book, variant).projects?.layers.find(({ id }) => id === project.id);
  const projects = resolvedFor(book, variant).projects;
  const document =
    layer === undefined || projects === undefined
      ? mergePolicies(layersFor(book, variant), { waivers: variant.waivers, subject: variant.subject })
      : policyInProjects(projects, [layer]);
  const { resolution } = document;
  return {
    document,
    policyVersion: book.org.version,
    layers: (resolution?.layers ?? []).map(({ id, name }) => layerCalled(book, id, name)),
    values: SETTINGS.flatMap((setting) => {
      const at = resolution?.values[setting];
      return at === undefined ? [] : [{ setting, value: valueIn(document, setting), layer: at }];
    }),
    rules: RULE_SECTIONS.flatMap((section) =>
      (document[section] ?? []).map(({ id, effect }, at) => ({
        section,
        id,
        effect,
        layer: resolution?.rules[section]?.[at] ?? 0,
      })),
    ),
    mayLoosen: layer?.mayLoosen ?? null,
  };
}

function layerCalled(book: LayerBook, id: string, name: string | undefined): AppliedLayer {
  if (id === book.orgId) return { kind: 'org', id, name: 'the organisation', version: book.org.version };
  const all = [...book.peers, ...book.projects.flatMap(({ layer }) => layer ?? [])];
  const found = all.find(({ scope }) => engineId(scope) === id);
  if (found !== undefined) return { ...found.scope, version: found.version };
  return { kind: id === ONLY_STRICTER.id ? 'castellan' : 'group', id, name: name ?? id, version: null };
}

const valueIn = (document: PolicyDocument, setting: Setting): unknown =>
  setting
    .split('.')
    .reduce<unknown>(
      (at, step) => (typeof at === 'object' && at !== null ? (at as Record<string, unknown>)[step] : undefined),
      document,
    );
