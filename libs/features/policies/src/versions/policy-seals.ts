import { Injectable } from '@nestjs/common';
import type { OrgId } from '#kernel';
import { isOrg, type PolicyScope, scopeKey } from '../scopes/scope.js';
import { FactSeals } from '../seals/fact-seals.js';
import type { PolicyHead, PolicyVersion } from './version.js';
import { PolicyTampered } from './version.errors.js';

/** Seals what stands in the policy tables, so that a row written into them cannot make Castellan sign a policy that nobody published. */
@Injectable()
export class PolicySeals {
  constructor(private readonly seals: FactSeals) {}

  ofVersion(version: PolicyVersion): Uint8Array {
    return this.seals.of(versionPurpose(version), factOf(version));
  }

  /** @throws PolicyTampered when the row is not the one that was sealed */
  checkVersion(version: PolicyVersion, seal: Uint8Array): void {
    this.check(versionPurpose(version), version, seal);
  }

  ofHead(orgId: OrgId, scope: PolicyScope, head: PolicyHead): Uint8Array {
    return this.seals.of(headPurpose(orgId, scope), factOf(head));
  }

  /** @throws PolicyTampered when the row is not the one that was sealed */
  checkHead(orgId: OrgId, scope: PolicyScope, head: PolicyHead, seal: Uint8Array): void {
    this.check(headPurpose(orgId, scope), head, seal);
  }

  private check(purpose: string, row: PolicyVersion | PolicyHead, seal: Uint8Array): void {
    if (this.seals.hold(purpose, factOf(row), seal)) return;
    throw new PolicyTampered(
      'A row of the policy tables was changed outside Castellan. Machines keep the last policy that they were sent. Restore the row from a backup, or publish again.',
      { purpose },
    );
  }
}

/** The org's own rows are sealed as they were when there was no other scope. */
const placeOf = (orgId: OrgId, scope: PolicyScope): string => (isOrg(scope) ? orgId : `${orgId}/${scopeKey(scope)}`);
const versionPurpose = ({ orgId, scope, number }: PolicyVersion): string =>
  `policy-version/${placeOf(orgId, scope)}/${number}`;
const headPurpose = (orgId: OrgId, scope: PolicyScope): string => `policy-head/${placeOf(orgId, scope)}`;

/** Everything but the scope, which stands in the purpose. */
const factOf = (row: PolicyVersion | PolicyHead): object => ({ ...row, scope: undefined });
