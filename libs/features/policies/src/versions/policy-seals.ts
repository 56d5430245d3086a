import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson, type Json } from '#engines/ledger';
import type { OrgId } from '#kernel';
import { InstallationSealer } from '#platform/vault';
import { isOrg, type PolicyScope, scopeKey } from '../scopes/scope.js';
import type { PolicyHead, PolicyVersion } from './version.js';
import { PolicyTampered } from './version.errors.js';

/**
 * Seals what stands in the policy tables under the installation's key, bound to org and row, so that whoever can write to the
 * database, but does not hold that key, cannot make Castellan sign a policy that nobody published.
 */
@Injectable()
export class PolicySeals {
  constructor(private readonly sealer: InstallationSealer) {}

  ofVersion(version: PolicyVersion): Uint8Array {
    return this.sealer.seal(versionPurpose(version), hashOf(version));
  }

  /** @throws PolicyTampered when the row is not the one that was sealed */
  checkVersion(version: PolicyVersion, seal: Uint8Array): void {
    this.check(versionPurpose(version), hashOf(version), seal);
  }

  ofHead(orgId: OrgId, scope: PolicyScope, head: PolicyHead): Uint8Array {
    return this.sealer.seal(headPurpose(orgId, scope), hashOf(head));
  }

  /** @throws PolicyTampered when the row is not the one that was sealed */
  checkHead(orgId: OrgId, scope: PolicyScope, head: PolicyHead, seal: Uint8Array): void {
    this.check(headPurpose(orgId, scope), hashOf(head), seal);
  }

  private check(purpose: string, expected: Buffer, seal: Uint8Array): void {
    if (this.opened(purpose, seal)?.equals(expected) === true) return;
    throw new PolicyTampered(
      'A row of the policy tables was changed outside Castellan. Machines keep the last policy that they were sent. Restore the row from a backup, or publish again.',
      { purpose },
    );
  }

  private opened(purpose: string, seal: Uint8Array): Buffer | null {
    try {
      return Buffer.from(this.sealer.open(purpose, seal));
    } catch {
      return null;
    }
  }
}

/** The org's own rows are sealed as they were when there was no other scope. */
const placeOf = (orgId: OrgId, scope: PolicyScope): string => (isOrg(scope) ? orgId : `${orgId}/${scopeKey(scope)}`);
const versionPurpose = ({ orgId, scope, number }: PolicyVersion): string =>
  `policy-version/${placeOf(orgId, scope)}/${number}`;
const headPurpose = (orgId: OrgId, scope: PolicyScope): string => `policy-head/${placeOf(orgId, scope)}`;

/** Of everything but the scope, which stands in the purpose. */
const hashOf = (row: PolicyVersion | PolicyHead): Buffer =>
  createHash('sha256')
    .update(canonicalJson(JSON.parse(JSON.stringify({ ...row, scope: undefined })) as Json))
    .digest();
