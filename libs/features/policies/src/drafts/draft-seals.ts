import { Injectable } from '@nestjs/common';
import type { OrgId, PrincipalId } from '#kernel';
import { FactSeals } from '../seals/fact-seals.js';
import { PolicyTampered } from '../versions/version.errors.js';
import type { Draft } from './draft.js';

type Approved = Pick<Draft, 'orgId' | 'id' | 'scope' | 'act' | 'revision' | 'text' | 'format' | 'basedOn'>;

/** Seals approvals, and whether they are asked for, so that a row written into the table approves nothing, nor another text than was read. */
@Injectable()
export class DraftSeals {
  constructor(private readonly seals: FactSeals) {}

  ofApproval(draft: Approved, by: PrincipalId): Uint8Array {
    return this.seals.of(approvalPurpose(draft), approvalOf(draft, by));
  }

  /** @throws PolicyTampered when that text was not approved by that person */
  checkApproval(draft: Approved, by: PrincipalId, seal: Uint8Array): void {
    this.check(approvalPurpose(draft), approvalOf(draft, by), seal);
  }

  ofRule(orgId: OrgId, isRequired: boolean): Uint8Array {
    return this.seals.of(rulePurpose(orgId), { isRequired });
  }

  /** @throws PolicyTampered */
  checkRule(orgId: OrgId, isRequired: boolean, seal: Uint8Array): void {
    this.check(rulePurpose(orgId), { isRequired }, seal);
  }

  private check(purpose: string, fact: object, seal: Uint8Array): void {
    if (this.seals.hold(purpose, fact, seal)) return;
    throw new PolicyTampered(
      'A row of the tables of drafts was changed outside Castellan. Ask for a new review, or restore the row from a backup.',
      { purpose },
    );
  }
}

const approvalPurpose = ({ orgId, id, revision }: Approved): string => `policy-approval/${orgId}/${id}/${revision}`;
const rulePurpose = (orgId: OrgId): string => `policy-review-rule/${orgId}`;

/** A draft of a text is sealed as it was when there was no other. */
const approvalOf = ({ scope, act, text, format, basedOn }: Approved, by: PrincipalId): object => ({
  scope: { kind: scope.kind, id: scope.id },
  ...(act.kind !== 'publish' && { act: { ...act } }),
  ...{ text, format, basedOn, by },
});
