import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { canonicalJson, type Json } from '#engines/ledger';
import type { OrgId, PrincipalId } from '#kernel';
import { InstallationSealer } from '#platform/vault';
import { PolicyTampered } from '../versions/version.errors.js';
import type { Draft } from './draft.js';

type Approved = Pick<Draft, 'orgId' | 'id' | 'scope' | 'act' | 'revision' | 'text' | 'format' | 'basedOn'>;

/**
 * Seals approvals, and whether they are asked for, under the installation's key: whoever can write to the database, but does not hold that
 * key, can neither approve a text nor put another in place of the one that was approved.
 */
@Injectable()
export class DraftSeals {
  constructor(private readonly sealer: InstallationSealer) {}

  ofApproval(draft: Approved, by: PrincipalId): Uint8Array {
    return this.sealer.seal(approvalPurpose(draft), hashOfApproval(draft, by));
  }

  /** @throws PolicyTampered when that text was not approved by that person */
  checkApproval(draft: Approved, by: PrincipalId, seal: Uint8Array): void {
    this.check(approvalPurpose(draft), hashOfApproval(draft, by), seal);
  }

  ofRule(orgId: OrgId, isRequired: boolean): Uint8Array {
    return this.sealer.seal(rulePurpose(orgId), hashOf({ isRequired }));
  }

  /** @throws PolicyTampered */
  checkRule(orgId: OrgId, isRequired: boolean, seal: Uint8Array): void {
    this.check(rulePurpose(orgId), hashOf({ isRequired }), seal);
  }

  private check(purpose: string, expected: Buffer, seal: Uint8Array): void {
    if (this.opened(purpose, seal)?.equals(expected) === true) return;
    throw new PolicyTampered(
      'A row of the tables of drafts was changed outside Castellan. Ask for a new review, or restore the row from a backup.',
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

const approvalPurpose = ({ orgId, id, revision }: Approved): string => `policy-approval/${orgId}/${id}/${revision}`;
const rulePurpose = (orgId: OrgId): string => `policy-review-rule/${orgId}`;
const hashOf = (fact: Json): Buffer => createHash('sha256').update(canonicalJson(fact)).digest();

/** A draft of a text is sealed as it was when there was no other. */
const hashOfApproval = ({ scope, act, text, format, basedOn }: Approved, by: PrincipalId): Buffer =>
  hashOf({
    scope: { kind: scope.kind, id: scope.id },
    ...(act.kind !== 'publish' && { act: { ...act } }),
    ...{ text, format, basedOn, by },
  });
