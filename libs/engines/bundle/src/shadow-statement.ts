import {
  dsseEnvelope,
  type DsseEnvelope,
  shadow,
  type Shadow,
  SHADOW_PAYLOAD_TYPE,
  type VerificationKey,
} from '#contracts';
import { sealEnvelope, verifiedPayload } from './dsse.js';
import { jsonOf } from './judge-bundle.js';
import type { SigningKey } from './signing-key.js';

/** Signs a draft that machines are to watch in shadow. It names no machine: who may have it is asked at the door, and it binds nobody. */
export const writeShadow = (statement: Shadow, keys: readonly SigningKey[]): DsseEnvelope =>
  sealEnvelope(SHADOW_PAYLOAD_TYPE, Buffer.from(JSON.stringify(statement)), keys);

export interface ShadowExpectations {
  readonly trustedKeys: readonly VerificationKey[];
  readonly orgId: string;
  readonly now: Date;
}

/** The draft that `received` tells of; null for what the org did not sign, or did not sign for now. */
export function openShadow(received: unknown, { trustedKeys, orgId, now }: ShadowExpectations): Shadow | null {
  const envelope = dsseEnvelope.safeParse(received);
  if (!envelope.success || envelope.data.payloadType !== SHADOW_PAYLOAD_TYPE) return null;
  const payload = verifiedPayload(envelope.data, trustedKeys);
  if (payload === null) return null;
  const said = shadow.safeParse(jsonOf(payload));
  if (!said.success || said.data.orgId !== orgId || now >= new Date(said.data.until)) return null;
  return said.data;
}
