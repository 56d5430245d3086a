import { Injectable } from '@nestjs/common';
import type { SigningKey } from '#engines/bundle';
import type { MachineId, OrgId, PersonId } from '#kernel';
import { OrgDatabase, type OrgTx } from '#platform/database';
import { BundleKeyService } from '../bundle-keys/bundle-key.service.js';
import { type InsteadOfLayer, type LayerBook, NOBODY, type PolicyAudience } from '../layers/layer-book.js';
import { LayerReader } from '../layers/layer.reader.js';
import { MachineOwners } from './machine-owners.js';
import { OrgIssues } from './org-issues.js';
import { PolicyResolver } from './policy-resolver.js';

/** Reads what an org says to its machines, from the database. */
@Injectable()
export class Issuer {
  // eslint-disable-next-line max-params -- what is said, under which keys, and to whom
  constructor(
    private readonly db: OrgDatabase,
    private readonly resolver: PolicyResolver,
    private readonly keys: BundleKeyService,
    private readonly layers: LayerReader,
    private readonly owners: MachineOwners,
  ) {}

  /**
   * The issues of the hour of `now`; null for an org that has published no policy.
   * @throws PolicyTampered, BundleKeyUnreadable
   */
  issues(orgId: OrgId, now: Date): Promise<OrgIssues | null> {
    return this.db.within({ orgId }, async (tx) => {
      const book = await this.resolver.bookIn(tx, { orgId });
      return book && new OrgIssues(book, await this.keys.openIn(tx, { orgId }), now);
    });
  }

  /**
   * What the org says, with a document in the place of what stands in a scope, and the keys that sign it; null where there is nothing.
   * @throws PolicyTampered, BundleKeyUnreadable
   */
  async saidIn(
    tx: OrgTx,
    orgId: OrgId,
    instead: InsteadOfLayer,
  ): Promise<{ book: LayerBook; keys: readonly SigningKey[] } | null> {
    const book = await this.resolver.bookIn(tx, { orgId }, instead);
    return book && { book, keys: await this.keys.openIn(tx, { orgId }) };
  }

  /** What the people of the machines are in, for each of the machines. */
  audiences(book: LayerBook, ids: readonly MachineId[]): Promise<ReadonlyMap<MachineId, PolicyAudience>> {
    return this.db.within(book, async (tx) => {
      const owners = await this.owners.ownersIn(tx, book, ids);
      const people = [...new Set(owners.values())];
      const known = await this.layers.audiences(tx, book, people);
      return new Map(ids.map((id) => [id, audienceOf(owners.get(id) ?? null, known)]));
    });
  }
}

function audienceOf(
  personId: PersonId | null,
  known: ReadonlyMap<string, Pick<PolicyAudience, 'teams' | 'groups'>>,
): PolicyAudience {
  return personId === null ? NOBODY : { ...NOBODY, personId, ...known.get(personId) };
}
