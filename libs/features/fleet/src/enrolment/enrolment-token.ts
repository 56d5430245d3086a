import { createHash } from 'node:crypto';
import type { OrgId } from '#kernel';
import type { EnrolmentTokenId } from '../machines/machine.js';

/** Lets machines enrol without a person, until it is used up, expires or is revoked. The token itself is known to its holder alone. */
export interface EnrolmentToken {
  readonly id: EnrolmentTokenId;
  readonly label: string;
  readonly usesAllowed: number;
  readonly usesTaken: number;
  readonly expiresAt: Date;
  readonly revokedAt: Date | null;
  readonly creatorLabel: string;
  readonly createdAt: Date;
}

const PREFIX = 'cst_enrol_';
const ORG_BYTES = 16;
export const ENROLMENT_SECRET_BYTES = 32;

/** `cst_enrol_` and base64url of the org's id, which spares a search across orgs, and of 32 random bytes. */
export function enrolmentTokenText(orgId: OrgId, secret: Uint8Array): string {
  return PREFIX + Buffer.concat([Buffer.from(orgId.replaceAll('-', ''), 'hex'), secret]).toString('base64url');
}

/** The org that `text` claims, or null for what is no enrolment token. The claim is worth nothing until the hash is found in that org. */
export function orgClaimedBy(text: string): OrgId | null {
  if (!text.startsWith(PREFIX)) return null;
  const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
  if (bytes.length !== ORG_BYTES + ENROLMENT_SECRET_BYTES || PREFIX + bytes.toString('base64url') !== text) return null;
  return bytes.toString('hex', 0, ORG_BYTES).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5') as OrgId;
}

export const hashOfEnrolmentToken = (text: string): Buffer => createHash('sha256').update(text).digest();
