import { Injectable } from '@nestjs/common';
import type { PolicyDocument, Waiver, WrittenPolicy } from '#contracts';
import { digestOf } from '#engines/bundle';
import type { OrgScope, OrgTx } from '#platform/database';
import {
  type InsteadOfLayer,
  isSameScope,
  type Layer,
  type LayerBook,
  type LayeredProject,
  NOBODY,
  type PolicyAudience,
} from '../layers/layer-book.js';
import { LayerReader } from '../layers/layer.reader.js';
import { resolvedFor, variantOf } from '../layers/variant.js';
import { isOrg, type PolicyScope, scopeKey } from '../scopes/scope.js';
import { type StandingVersion, VersionRepository } from '../versions/version.repository.js';
import { policyWaiverOf } from '../waivers/waiver.js';
import { WaiverRepository } from '../waivers/waiver.repository.js';
import type { ResolvedPolicy } from './resolved-policy.js';

/** The first of the three steps to a machine: resolve, sign, push. */
@Injectable()
export class PolicyResolver {
  constructor(
    private readonly versions: VersionRepository,
    private readonly layers: LayerReader,
    private readonly waivers: WaiverRepository,
  ) {}

  /**
   * The policy for `audience`, or null where the org has published none.
   * @param instead a document in the place of what stands in a scope: what a draft would make of it
   * @throws PolicyTampered
   */
  async resolveIn(
    tx: OrgTx,
    scope: OrgScope,
    audience: PolicyAudience = NOBODY,
    instead?: InsteadOfLayer,
  ): Promise<ResolvedPolicy | null> {
    const book = await this.bookIn(tx, scope, instead);
    return book && resolvedFor(book, variantOf(book, audience));
  }

  /**
   * Everything that the org says, to be resolved for many (`variantOf`, `resolvedFor`); null where it has published nothing.
   * @param instead as in `resolveIn`
   * @throws PolicyTampered
   */
  async bookIn(tx: OrgTx, { orgId }: OrgScope, instead?: InsteadOfLayer): Promise<LayerBook | null> {
    // The number first: a change that commits in between is then told again under a higher one, never under this.
    const last = await this.layers.lastChange(tx, { orgId });
    const standing = await this.versions.standing(tx, { orgId });
    const org = orgIn(standing, instead);
    if (org === null) return null;
    const said = documentsIn(standing, instead).filter(({ scope }) => !isOrg(scope));
    const scopes = said.map(({ scope }) => scope);
    const names = await this.layers.namesOf(
      tx,
      { orgId },
      scopes.filter(({ kind }) => kind !== 'project'),
    );
    const layered = said.flatMap(({ scope, ...layer }): Layer[] => {
      const name = names.get(scopeKey(scope));
      return name === undefined ? [] : [{ scope: { ...scope, name }, ...layer }];
    });
    const waivers = (await this.waivers.running(tx, { orgId })).map(policyWaiverOf);
    const heads = standing.map(({ head }) => head);
    return {
      orgId,
      bundleVersion: Math.max(last?.version ?? 1, ...heads.map(({ bundleVersion }) => bundleVersion)),
      changedAt: new Date(
        Math.max(last?.changedAt.getTime() ?? 0, ...heads.map(({ changedAt }) => changedAt.getTime())),
      ),
      org,
      peers: layered.sort((a, b) => (scopeKey(a.scope) < scopeKey(b.scope) ? -1 : 1)),
      projects: await this.projectsIn(tx, { orgId }, said, waivers),
      waivers,
    };
  }

  /** Those that a policy or a waiver speaks to. */
  private async projectsIn(
    tx: OrgTx,
    scope: OrgScope,
    said: readonly Said[],
    waivers: readonly Waiver[],
  ): Promise<readonly LayeredProject[]> {
    const ofProjects = said.filter(({ scope: { kind } }) => kind === 'project');
    const waived = waivers.flatMap(({ subject: { kind, id } }) => (kind === 'project' ? [id] : []));
    const ids = [...ofProjects.map((one) => one.scope.id), ...waived];
    const places = await this.layers.projects(tx, scope, [...new Set(ids)]);
    return places.map(({ id, name, teamId, remotes }) => {
      const found = ofProjects.find((one) => one.scope.id === id);
      const layer = found === undefined ? null : { ...found, scope: { kind: 'project' as const, id, name } };
      return { id, name, teamId, remotes, layer };
    });
  }
}

interface Said {
  readonly scope: PolicyScope;
  readonly version: number | null;
  readonly document: WrittenPolicy;
}

function orgIn(standing: readonly StandingVersion[], instead: InsteadOfLayer | undefined): LayerBook['org'] | null {
  const found = standing.find(({ version }) => isOrg(version.scope))?.version;
  const number = found?.number ?? 1;
  if (instead !== undefined && isOrg(instead.scope) && instead.document !== null)
    return { version: number, digest: digestOf(instead.document), document: instead.document as PolicyDocument };
  if (found === undefined) return null;
  return { version: number, digest: found.digest, document: JSON.parse(found.document) as PolicyDocument };
}

function documentsIn(standing: readonly StandingVersion[], instead: InsteadOfLayer | undefined): readonly Said[] {
  const said = standing
    .filter(({ version }) => instead === undefined || !isSameScope(version.scope, instead.scope))
    .map(({ version: { scope, number, document } }) => ({
      scope,
      version: number,
      document: JSON.parse(document) as WrittenPolicy,
    }));
  if (instead === undefined || instead.document === null) return said;
  return [...said, { scope: instead.scope, version: null, document: instead.document }];
}
