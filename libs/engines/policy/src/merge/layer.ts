import {
  type LayerKind,
  RULE_SECTIONS,
  type RuleSection,
  type Setting,
  SETTINGS,
  type WrittenPolicy,
} from '#contracts';
import type { Value } from './strictness.js';

/** A policy as one org, group or project wrote it. */
export interface PolicyLayerDocument {
  readonly kind: LayerKind;
  readonly id: string;
  readonly name?: string;
  readonly document: WrittenPolicy;
}

type RuleOf<Section extends RuleSection> = NonNullable<WrittenPolicy[Section]>[number];
/** A rule as written, with where it stands. `layer` is the place among the layers of the merge. */
export interface PlacedRule {
  readonly section: RuleSection;
  readonly rule: RuleOf<RuleSection>;
  readonly layer: number;
  /** Whether its layer is in monitor mode. */
  readonly isWatching: boolean;
  /** The same for rules that say the same. */
  readonly meaning: string;
}

/** What one layer, or several of one kind, say. */
export interface Said {
  readonly values: ReadonlyMap<Setting, { readonly value: Value; readonly layer: number }>;
  readonly rules: readonly PlacedRule[];
  readonly locks: readonly { readonly what: string; readonly layer: number }[];
}

export function saidBy({ document }: PolicyLayerDocument, layer: number): Said {
  const values = new Map(
    SETTINGS.flatMap((setting) => {
      const value = valueIn(document, setting);
      return value === undefined ? [] : [[setting, { value, layer }] as const];
    }),
  );
  const rules = RULE_SECTIONS.flatMap((section) =>
    (document[section] ?? []).map((rule) => placed({ section, rule, layer, isWatching: document.mode === 'monitor' })),
  );
  return { values, rules, locks: (document.locks ?? []).map((what) => ({ what, layer })) };
}

export const placed = (rule: Omit<PlacedRule, 'meaning'>): PlacedRule => ({
  ...rule,
  meaning: `${rule.section} ${String(rule.isWatching)} ${sortedJson(rule.rule)}`,
});

const sortedJson = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );

function valueIn(document: WrittenPolicy, setting: Setting): Value | undefined {
  const found = setting
    .split('.')
    .reduce<unknown>(
      (at, step) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, step)
          ? (at as Record<string, unknown>)[step]
          : undefined,
      document,
    );
  return found as Value | undefined;
}

/** The document that says exactly these values. */
export function documentOf(values: Iterable<readonly [Setting, Value]>): Record<string, unknown> {
  const document: Record<string, unknown> = {};
  for (const [setting, value] of values) {
    const steps = setting.split('.');
    const last = steps.pop() ?? setting;
    const place = steps.reduce((at, step) => (at[step] ??= {}) as Record<string, unknown>, document);
    place[last] = value;
  }
  return document;
}
