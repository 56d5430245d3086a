import { type Bundle, BUNDLE_PAYLOAD_TYPE } from '#contracts';
import { type Audience, audienceOf } from './audience.js';
import { sealEnvelope } from './dsse.js';
import type { SigningKey } from './signing-key.js';

/** What a bundle says before it is known to whom. */
export type BundleStatement = Omit<Bundle, 'audience'>;

/** A bundle that was signed once for many machines: the same bytes for all, and a short end for each. */
export interface WrittenBundle {
  /** The envelope's JSON up to the machine's place, without its closing brace. */
  readonly shared: Buffer;
  /** The rest of the envelope's JSON; null for a machine outside the audience. */
  readonly endFor: (machineId: string) => string | null;
}

/** Signs `statement` with every key of `keys`, for the machines of `machineIds` together. */
export function writeBundle(
  statement: BundleStatement,
  machineIds: readonly string[],
  keys: readonly SigningKey[],
): WrittenBundle {
  const audience: Audience = audienceOf(machineIds);
  const payload = Buffer.from(JSON.stringify({ ...statement, audience: audience.statement } satisfies Bundle));
  const envelope = JSON.stringify(sealEnvelope(BUNDLE_PAYLOAD_TYPE, payload, keys));
  return {
    shared: Buffer.from(envelope.slice(0, -1)),
    endFor: (machineId) => {
      const place = audience.placeOf(machineId);
      return place && `,"place":${JSON.stringify(place)}}`;
    },
  };
}
