import { createHash } from 'node:crypto';
import type { MachineId } from '#kernel';
import type { ShadowId } from './shadow.js';

/** Parts that the machines of an org fall into, evenly and otherwise for each run. */
const PARTS = 10_000;

/** Whether a machine is in the share of a run: the same answer each time, whoever asks. PostgreSQL asks the same way in `CHOSEN`. */
export function isInShare(id: ShadowId, share: number, machineId: MachineId): boolean {
  const hash = createHash('sha256').update(`${id}${machineId}`).digest();
  return hash.readUInt32BE(0) % PARTS < share * (PARTS / 100);
}

/** As `isInShare`, in SQL: of the run `$2`, with the share `$3`, for the machine `m.id`. */
export const CHOSEN = `('x' || left(encode(sha256(convert_to($2::text || m.id::text, 'UTF8')), 'hex'), 8))::bit(32)::bigint % ${PARTS} < $3::int * ${PARTS / 100}`;
