import { Injectable } from '@nestjs/common';
import {
  type AssertedIdentity,
  type Connection,
  Directories,
  Directory,
  type DirectoryStanding,
} from '#features/federation';
import { folded } from '#engines/scim';
import type { OrgTx } from '#platform/database';
import { type KnownUser, StandingReader } from './standing.reader.js';
import { StandingService } from './standing.service.js';

/** Fills federation's port: what the org's directories say of somebody who comes through a connection. */
@Injectable()
export class ScimDirectory extends Directory {
  constructor(
    private readonly reader: StandingReader,
    private readonly standing: StandingService,
    directories: Directories,
  ) {
    super();
    directories.fill(this);
  }

  /** Deactivated is whom a directory knows and none lets in. */
  override async standingOf(tx: OrgTx, { orgId }: Connection, identity: AssertedIdentity): Promise<DirectoryStanding> {
    const known = await this.knownBy(tx, orgId, identity);
    if (known.length === 0) return 'unknown';
    return known.some(({ active }) => active) ? 'active' : 'deactivated';
  }

  override async arrivedIn(
    tx: OrgTx,
    { orgId, personId, identity }: Parameters<Directory['arrivedIn']>[1],
  ): Promise<void> {
    for (const { directoryId, id, personId: linked } of await this.knownBy(tx, orgId, identity))
      if (linked === null) await this.standing.linkIn(tx, { orgId, directoryId }, { userId: id, personId });
  }

  private knownBy(
    tx: OrgTx,
    orgId: Connection['orgId'],
    { email, subject }: AssertedIdentity,
  ): Promise<readonly KnownUser[]> {
    const given = [email, subject].filter((name) => name !== null).map((name) => name.trim());
    // Addresses and names of users are each kept in a way of their own.
    const names = given.flatMap((name) => [name.toLowerCase(), folded(name)]);
    return this.reader.knownBy(tx, { orgId }, [...new Set(names)]);
  }
}
