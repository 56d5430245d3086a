import { Injectable } from '@nestjs/common';
import type { PolicyDocument } from '#contracts';
import type { OrgScope, OrgTx } from '#platform/database';
import { VersionRepository } from '../versions/version.repository.js';
import type { ResolvedPolicy } from './resolved-policy.js';

/** The first of the three steps to a machine: resolve, sign, push. */
@Injectable()
export class PolicyResolver {
  constructor(private readonly versions: VersionRepository) {}

  /**
   * The policy of an org, or null when it has published none. The org's own document is its only layer, so it is the whole answer.
   * @throws PolicyTampered
   */
  async resolveIn(tx: OrgTx, scope: OrgScope): Promise<ResolvedPolicy | null> {
    const head = await this.versions.findHead(tx, scope);
    const version = head && (await this.versions.find(tx, scope, head.currentVersion));
    if (!version) return null;
    return {
      policyVersion: version.number,
      bundleVersion: head.bundleVersion,
      changedAt: head.changedAt,
      digest: version.digest,
      document: JSON.parse(version.document) as PolicyDocument,
    };
  }
}
