import { Injectable } from '@nestjs/common';
import { OrgService } from '#features/tenancy';
import { SystemDatabase } from '#platform/database';
import { type InstallationContext, Outbox } from '#platform/jobs';
import { tendBundleKeys } from './bundle-key.jobs.js';

/** The daily round: one job for each org, so that one org's trouble is its own. */
@Injectable()
export class BundleKeyRounds {
  constructor(
    private readonly orgs: OrgService,
    private readonly system: SystemDatabase,
    private readonly outbox: Outbox,
  ) {}

  async begin({ now }: InstallationContext): Promise<void> {
    const orgs = await this.orgs.all();
    const day = now.toISOString().slice(0, 10);
    await this.system.across('tend the bundle keys of every org', async (tx) => {
      for (const { id } of orgs) await this.outbox.add(tx, tendBundleKeys, { orgId: id }, { key: `${id} ${day}` });
    });
  }
}
