import { type PolicyDocument, RULE_SECTIONS, type WrittenPolicy } from '#contracts';
import { failedTests, mergePolicies, type PolicyIssue } from '#engines/policy';
import { isOrg, type NamedScope, type PolicyScope } from '../scopes/scope.js';
import { PolicyLayersTooMany } from '../scopes/scope.errors.js';
import type { ReadPolicy } from '../versions/version.rules.js';
import type { RefusedPart } from '../versions/version.js';
import { isSameScope, type Layer, type LayerBook } from './layer-book.js';
import { engineLayer, orgLayer } from './variant.js';

/** Of teams and groups together: one person could be in all of them, and a merge takes 200 layers. */
export const MOST_PEERS = 150;
/** Every machine carries them, whichever it works in. */
export const MOST_PROJECT_LAYERS = 200;
const MOST_PROJECT_CHARACTERS = 1_000_000;
/** What a merged policy holds of each section, and of locks. */
const MOST_MERGED_RULES = 10_000;
const MOST_LOCKS = 2_000;

/** What a layer says, as it is merged: values as written, since silence is no opinion, and rules with their defaults. */
export function layerDocument({ written, document }: ReadPolicy): WrittenPolicy {
  const sections = RULE_SECTIONS.flatMap((section) =>
    written[section] === undefined ? [] : [[section, document[section]] as const],
  );
  return { ...written, ...Object.fromEntries(sections) };
}

/** What becomes of a layer when it lies upon the org's policy alone. */
export interface LaidLayer {
  readonly document: PolicyDocument;
  readonly refused: readonly RefusedPart[];
  /** Its own tests that fail there. */
  readonly failed: readonly PolicyIssue[];
}

export function laidUpon(
  book: LayerBook,
  { scope, read, now }: { scope: NamedScope; read: ReadPolicy; now: Date },
): LaidLayer {
  const org = orgLayer(book);
  const document = mergePolicies([org, engineLayer({ scope, version: null, document: layerDocument(read) })]);
  const lockedBy = { kind: 'org' as const, id: book.orgId, name: org.name ?? 'the organisation' };
  const refused = (document.resolution?.refused ?? []).map(({ what }) => ({ what, lockedBy }));
  const tests = read.document.tests;
  const asked = tests === undefined ? [] : failedTests({ ...read, document: { ...document, tests } }, now);
  return { document, refused, failed: asked };
}

/** What holds for somebody who is in one scope alone, or in none. */
export const readAgain = (book: LayerBook, layer: Layer | null): PolicyDocument =>
  mergePolicies([orgLayer(book), ...(layer === null ? [] : [engineLayer(layer)])]);

/** That whoever is in all teams and groups, and works in all projects, has a policy still. @throws PolicyLayersTooMany */
export function mustFit(book: LayerBook, scope: PolicyScope, document: WrittenPolicy | PolicyDocument): void {
  const others = [...book.peers, ...book.projects.flatMap(({ layer }) => layer ?? [])].filter(
    (layer) => !isSameScope(layer.scope, scope),
  );
  const all = [...others.map((layer) => layer.document), document, ...(isOrg(scope) ? [] : [book.org.document])];
  const peers = others.filter((layer) => layer.scope.kind !== 'project').length;
  if (scope.kind !== 'project' && !isOrg(scope) && peers >= MOST_PEERS)
    throw new PolicyLayersTooMany(`At most ${MOST_PEERS} teams and groups have a policy of their own. Take one away.`);
  if (scope.kind === 'project') projectsMustFit(others.length - peers, others, document);
  for (const section of RULE_SECTIONS)
    if (all.reduce((sum, one) => sum + (one[section]?.length ?? 0), 0) > MOST_MERGED_RULES)
      throw new PolicyLayersTooMany(`All layers together have at most ${MOST_MERGED_RULES} rules of "${section}".`);
  if (all.reduce((sum, { locks }) => sum + (locks?.length ?? 0), 0) > MOST_LOCKS)
    throw new PolicyLayersTooMany(`All layers together have at most ${MOST_LOCKS} locks.`);
}

function projectsMustFit(
  projects: number,
  others: readonly { scope: PolicyScope; document: WrittenPolicy }[],
  document: WrittenPolicy | PolicyDocument,
): void {
  if (projects >= MOST_PROJECT_LAYERS)
    throw new PolicyLayersTooMany(`At most ${MOST_PROJECT_LAYERS} projects have a policy of their own. Take one away.`);
  const all = [...others.filter(({ scope }) => scope.kind === 'project').map((layer) => layer.document), document];
  if (all.reduce((sum, one) => sum + JSON.stringify(one).length, 0) > MOST_PROJECT_CHARACTERS)
    throw new PolicyLayersTooMany(
      'Every machine carries the policies of all projects, and together these are over a megabyte. Say what holds for many in a team’s or the organisation’s.',
    );
}
