import { Injectable } from '@nestjs/common';
import { parsePolicy, type PolicyIssue } from '#engines/policy';
import type { RequestContext } from '#kernel';
import { OrgDatabase } from '#platform/database';
import { PolicyResolver } from '../bundles/policy-resolver.js';
import { laidUpon, readAgain } from '../layers/layer.rules.js';
import { isSameScope, type Layer, type LayerBook } from '../layers/layer-book.js';
import { LayerReader } from '../layers/layer.reader.js';
import { type Change, changesBetween } from '../versions/document-diff.js';
import type { PolicyFormat, PolicyVersion, RefusedPart } from '../versions/version.js';
import { PolicyNone } from '../versions/version.errors.js';
import { VersionRepository } from '../versions/version.repository.js';
import { isNear, isOrg, type NamedScope, type PolicyScope, scopeKey } from './scope.js';
import { ScopeKeeper } from './scope-keeper.js';

export interface StandingLayer {
  readonly scope: NamedScope;
  readonly version: PolicyVersion;
}

/** What a text would make of the policy of a scope's people. */
export interface LayerPreview {
  readonly issues: readonly PolicyIssue[];
  readonly refused: readonly RefusedPart[];
  readonly changes: readonly Change[];
  readonly before: string;
  readonly after: string;
}

/** Looks at the layers of an org, and at what a text would make of one. */
@Injectable()
export class LayerDesk {
  // eslint-disable-next-line max-params -- what stands, what it is called, and what comes of it
  constructor(
    private readonly db: OrgDatabase,
    private readonly versions: VersionRepository,
    private readonly layers: LayerReader,
    private readonly scopes: ScopeKeeper,
    private readonly resolver: PolicyResolver,
  ) {}

  /** The layers that stand beside the org's own, by name; those of the teams that the context names, where it names some. */
  list(ctx: RequestContext): Promise<readonly StandingLayer[]> {
    return this.db.within(ctx, async (tx) => {
      const standing = (await this.versions.standing(tx, ctx)).filter(
        ({ version: { scope } }) => !isOrg(scope) && isNear(ctx, scope),
      );
      const names = await this.layers.namesOf(
        tx,
        ctx,
        standing.map(({ version }) => version.scope),
      );
      const found = standing.flatMap(({ version }): StandingLayer[] => {
        const name = names.get(scopeKey(version.scope));
        return name === undefined ? [] : [{ scope: { ...version.scope, name }, version }];
      });
      return found.sort((a, b) => a.scope.name.localeCompare(b.scope.name));
    });
  }

  /** @throws PolicyNone where there is no policy of the org to lie upon, and what the scope refuses */
  preview(
    ctx: RequestContext,
    scope: PolicyScope,
    { text, format }: { text: string; format: PolicyFormat },
  ): Promise<LayerPreview> {
    return this.db.within(ctx, async (tx) => {
      const named = await this.scopes.foundIn(tx, ctx, scope);
      const book = await this.resolver.bookIn(tx, ctx);
      if (book === null) throw new PolicyNone('Publish a policy for the organisation first: the others lie upon it.');
      const now = documentNow(book, scope);
      const before = JSON.stringify(now, null, 2);
      const read = parsePolicy(text, format);
      if (!read.ok) return { issues: read.issues, refused: [], changes: [], before, after: '' };
      const { document, refused, failed } = laidUpon(book, { scope: named, read, now: ctx.now });
      const after = withoutOrigins(document);
      return {
        issues: [...failed, ...read.warnings],
        refused,
        changes: changesBetween(now, after),
        before,
        after: JSON.stringify(after, null, 2),
      };
    });
  }
}

function documentNow(book: LayerBook, scope: PolicyScope): object {
  const all: readonly Layer[] = [...book.peers, ...book.projects.flatMap(({ layer }) => layer ?? [])];
  const standing = isOrg(scope) ? undefined : all.find((layer) => isSameScope(layer.scope, scope));
  return withoutOrigins(readAgain(book, standing ?? null));
}

/** What holds, without where it comes from. */
function withoutOrigins({
  resolution,
  ...document
}: {
  resolution?: { locks: readonly { what: string }[] } | undefined;
}): object {
  return { ...document, ...(resolution !== undefined && { locks: resolution.locks.map(({ what }) => what) }) };
}
