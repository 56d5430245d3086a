import type { BundleProjects, Waiver } from '#contracts';
import { digestOf } from '#engines/bundle';
import { mergePolicies, type PolicyLayerDocument, type PolicySubject } from '#engines/policy';
import type { ResolvedPolicy } from '../bundles/resolved-policy.js';
import { engineId, type Layer, type LayerBook, type PolicyAudience, speaksTo } from './layer-book.js';

/** What of a book is for somebody: everybody of whom this is the same is told the same. */
export interface Variant {
  /** The same for the same variant of one book. */
  readonly key: string;
  /** Of her teams and groups. */
  readonly layers: readonly Layer[];
  /** For her, wherever she works. */
  readonly waivers: readonly Waiver[];
  /** The projects that a team of hers answers for. */
  readonly ownProjects: ReadonlySet<string>;
  readonly subject: PolicySubject;
}

export function variantOf(book: LayerBook, audience: PolicyAudience): Variant {
  const layers = book.peers.filter(({ scope }) => speaksTo(scope, audience));
  const groups = [...audience.groups, ...audience.teams.map((id) => engineId({ kind: 'team', id }))];
  const isHers = ({ subject: { kind, id } }: Waiver): boolean =>
    kind === 'org' || (kind === 'user' && id === audience.personId) || (kind === 'group' && groups.includes(id));
  const waivers = book.waivers.filter(isHers);
  const own = book.projects.filter(({ teamId }) => teamId !== null && audience.teams.includes(teamId));
  const person = waivers.some(({ subject }) => subject.kind === 'user') ? audience.personId : null;
  const decisive = new Set([
    ...layers.map(({ scope }) => engineId(scope)),
    ...waivers.flatMap(({ subject }) => (subject.kind === 'group' ? [subject.id] : [])),
  ]);
  return {
    key: [
      ...layers.map(({ scope }) => engineId(scope)),
      ...waivers.map(({ id }) => `waiver/${id}`),
      ...own.map(({ id }) => `own/${id}`),
    ]
      .sort()
      .join(' '),
    layers,
    waivers,
    ownProjects: new Set(own.map(({ id }) => id)),
    // Nobody's name stands in what is said to many.
    subject: { org: book.orgId, ...(person !== null && { user: person }), groups: [...decisive].sort() },
  };
}

/** The policy of a variant wherever its people work, and what a machine needs to know of projects. */
export function resolvedFor(book: LayerBook, variant: Variant): ResolvedPolicy {
  const projects = projectsFor(book, variant);
  const told = { policyVersion: book.org.version, bundleVersion: book.bundleVersion, changedAt: book.changedAt };
  if (variant.layers.length === 0 && variant.waivers.length === 0)
    return { ...told, digest: book.org.digest, document: book.org.document, ...(projects !== null && { projects }) };
  const document = mergePolicies(layersFor(book, variant), { waivers: variant.waivers, subject: variant.subject });
  return { ...told, digest: digestOf(document), document, ...(projects !== null && { projects }) };
}

/** What is merged for a variant before any project is known. */
export const layersFor = (book: LayerBook, { layers }: Variant): readonly PolicyLayerDocument[] => [
  orgLayer(book),
  ...layers.map(engineLayer),
];

export const engineLayer = ({ scope, document }: Layer): PolicyLayerDocument => ({
  kind: scope.kind === 'project' ? 'project' : 'group',
  id: engineId(scope),
  name: scope.kind === 'team' ? `team ${scope.name}` : scope.name,
  document,
});

/** Without what binds no machine: its tests were asked when it was published. */
export function orgLayer({ orgId, org }: LayerBook): PolicyLayerDocument {
  const { tests: _tests, description: _description, resolution: _resolution, ...document } = org.document;
  return { kind: 'org', id: orgId, ...(document.name !== undefined && { name: document.name }), document };
}

/** What a machine needs to resolve the policy of the project that it finds itself in; null where no policy speaks to any project. */
function projectsFor(book: LayerBook, variant: Variant): BundleProjects | null {
  if (book.projects.length === 0) return null;
  const waivers = book.waivers.filter(
    ({ subject }) => subject.kind === 'project' && variant.ownProjects.has(subject.id),
  );
  const { org, user, groups } = variant.subject;
  return {
    subject: { org, ...(user !== undefined && { user }), groups: [...(groups ?? [])] },
    base: layersFor(book, variant).map(({ kind, id, name, document }) => ({
      kind: kind === 'org' ? kind : 'group',
      id,
      ...(name !== undefined && { name }),
      document,
    })),
    layers: book.projects.map(({ id, name, remotes, layer }) => ({
      id,
      name,
      remotes: [...remotes],
      mayLoosen: variant.ownProjects.has(id),
      ...(layer !== null && { document: layer.document }),
    })),
    waivers: [...variant.waivers, ...waivers],
  };
}
