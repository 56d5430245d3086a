import { type Bundle, BUNDLE_PAYLOAD_TYPE, type BundleEnvelope } from '#contracts';
import { verifiedPayload } from './dsse.js';
import { type BundleExpectations, judgeBundle, jsonOf, type OpenedBundle, refused } from './judge-bundle.js';

/**
 * As `openBundle`, for a bundle that `openBundle` has accepted on this machine before: signature, type, org, machine, version and time are
 * checked again, since others may write where it was kept. The shape of the payload is not: the signature holds it as it was accepted.
 * It loads no parser, so that a hook can afford it for every tool call.
 */
export function recheckBundle(received: unknown, expected: BundleExpectations): OpenedBundle {
  if (!isEnvelope(received)) return refused('malformed');
  const payload = verifiedPayload(received, expected.trustedKeys);
  if (payload === null) return refused('bad-signature');
  const said = jsonOf(payload) as Bundle | undefined;
  if (received.payloadType !== BUNDLE_PAYLOAD_TYPE || said?.schema !== 'castellan.bundle/v1')
    return refused('wrong-schema');
  return judgeBundle(said, received.place, expected);
}

type Fields = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const isText = (value: unknown): value is string => typeof value === 'string';

function isEnvelope(received: unknown): received is BundleEnvelope {
  if (!isObject(received) || !isText(received['payloadType']) || !isText(received['payload'])) return false;
  const { signatures, place } = received;
  return Array.isArray(signatures) && signatures.every(isSignature) && isPlace(place);
}

const isSignature = (value: unknown): boolean => isObject(value) && isText(value['keyid']) && isText(value['sig']);

const isPlace = (value: unknown): boolean =>
  isObject(value) &&
  Number.isSafeInteger(value['index']) &&
  Number(value['index']) >= 0 &&
  Array.isArray(value['path']) &&
  value['path'].every(isText);
