import { Injectable } from '@nestjs/common';
import type { OrgId, PersonId } from '#kernel';
import type { OrgTx } from '#platform/database';
import type { AssertedIdentity } from '../asserted-identity.js';
import type { Connection } from '../connections/connection.js';

/** What an org's directory says of somebody who arrives. */
export type DirectoryStanding = 'unknown' | 'active' | 'deactivated';

/** Port: the directory of an org (SCIM), which knows people before they first come. `features/provisioning` fills it. */
export abstract class Directory {
  abstract standingOf(tx: OrgTx, connection: Connection, identity: AssertedIdentity): Promise<DirectoryStanding>;

  /** Told within the same transaction when somebody came in as a person: now the directory knows who it is. */
  abstract arrivedIn(
    tx: OrgTx,
    arrival: {
      readonly orgId: OrgId;
      readonly personId: PersonId;
      readonly identity: AssertedIdentity;
      readonly now: Date;
    },
  ): Promise<void>;
}

/** The directories of this installation; none says anything before provisioning adds its own. */
@Injectable()
export class Directories extends Directory {
  private directory: Directory | null = null;

  /** Called once when the product starts. */
  fill(directory: Directory): void {
    this.directory = directory;
  }

  override async standingOf(tx: OrgTx, connection: Connection, identity: AssertedIdentity): Promise<DirectoryStanding> {
    return (await this.directory?.standingOf(tx, connection, identity)) ?? 'unknown';
  }

  override async arrivedIn(tx: OrgTx, arrival: Parameters<Directory['arrivedIn']>[1]): Promise<void> {
    await this.directory?.arrivedIn(tx, arrival);
  }
}
