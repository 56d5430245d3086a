import { bundle, BUNDLE_PAYLOAD_TYPE, bundleEnvelope } from '#contracts';
import { verifiedPayload } from './dsse.js';
import { type BundleExpectations, judgeBundle, jsonOf, type OpenedBundle, refused } from './judge-bundle.js';

/**
 * Decides whether this machine obeys `received`, an envelope as parsed from JSON. Nothing of the payload is looked at before its
 * signature holds. A bundle from the future is accepted: clocks of laptops are wrong more often than the org's key is stolen.
 */
export function openBundle(received: unknown, expected: BundleExpectations): OpenedBundle {
  const envelope = bundleEnvelope.safeParse(received);
  if (!envelope.success) return refused('malformed');
  const payload = verifiedPayload(envelope.data, expected.trustedKeys);
  if (payload === null) return refused('bad-signature');
  if (envelope.data.payloadType !== BUNDLE_PAYLOAD_TYPE) return refused('wrong-schema');
  const said = bundle.safeParse(jsonOf(payload));
  if (!said.success) return refused('wrong-schema');
  return judgeBundle(said.data, envelope.data.place, expected);
}
