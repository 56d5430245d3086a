import { createHash } from 'node:crypto';
import { digestOf } from '#engines/bundle';
import { canonicalJson } from '#engines/ledger';
import { type MachineId, newId, type RequestContext } from '#kernel';
import type { Draft } from '../drafts/draft.js';
import type { CheckedPolicy, PolicyHead } from '../versions/version.js';
import type { ShadowAudience, ShadowId, ShadowOrder, ShadowRun } from './shadow.js';

const HOUR_MS = 3_600_000;

/** A run of `draft`, which begins now. */
export function newRun(
  ctx: RequestContext,
  { draft, policy, head, group }: NewRun,
  { hours, share }: Pick<ShadowOrder, 'hours' | 'share'>,
): ShadowRun {
  return {
    orgId: ctx.orgId,
    id: newId<'PolicyShadow'>(ctx.now),
    draft: { id: draft.id, title: draft.title, revision: draft.revision, scope: draft.scope },
    document: canonicalJson(policy.document),
    digest: digestOf(policy.document),
    besideVersion: head.currentVersion,
    audience: { share, group },
    startsAt: ctx.now,
    endsAt: new Date(ctx.now.getTime() + hours * HOUR_MS),
    stopped: null,
    starter: { id: ctx.principal.id, label: ctx.principal.label },
  };
}

export interface NewRun {
  readonly draft: Draft;
  readonly policy: CheckedPolicy;
  readonly head: PolicyHead;
  readonly group: ShadowAudience['group'];
}

/** Parts that the machines of an org fall into, evenly and otherwise for each run. */
const PARTS = 10_000;

/** Whether a machine is in the share of a run: the same answer each time, whoever asks. PostgreSQL asks the same way in `CHOSEN`. */
export function isInShare(id: ShadowId, share: number, machineId: MachineId): boolean {
  const hash = createHash('sha256').update(`${id}${machineId}`).digest();
  return hash.readUInt32BE(0) % PARTS < share * (PARTS / 100);
}

/** As `isInShare`, in SQL: of the run `$2`, with the share `$3`, for the machine `m.id`. */
export const CHOSEN = `('x' || left(encode(sha256(convert_to($2::text || m.id::text, 'UTF8')), 'hex'), 8))::bit(32)::bigint % ${PARTS} < $3::int * ${PARTS / 100}`;
