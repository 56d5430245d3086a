import { setImmediate as nextTurn } from 'node:timers/promises';
import { type CodingAgent, type MachineEvent, policyDocument, type Shadow } from '#contracts';
import { type CompiledPolicy, compilePolicy } from '#engines/policy';
import type { PolicyStanding } from '../decision/policy-standing.js';
import { compareCall, type Surroundings } from './compare-call.js';
import type { ShadowBook } from './shadow-book.js';
import type { ShadowFile } from './shadow-file.js';
import { counted, merged, NO_COUNTS } from './tally.js';

/** After so many calls others have their turn. */
const AT_ONCE = 20;

export interface ShadowWatchParts {
  readonly file: ShadowFile;
  readonly book: ShadowBook;
  readonly standing: () => PolicyStanding;
  readonly surroundings: Surroundings;
  readonly now: () => Date;
}

/** Part of a segment of the spool: its events from number `from` on, null where a record was none. */
export interface WatchedPart {
  readonly segment: string;
  readonly from: number;
  readonly events: readonly (MachineEvent | null)[];
  /** The segments that there are. */
  readonly segments: readonly string[];
}

/**
 * Looks at what hooks have decided, when they have long answered, and asks the draft in shadow what it would have said. It is part of no answer:
 * hooks know nothing of it, and what goes wrong here stops neither them nor the evidence.
 */
export class ShadowWatch {
  private compiled: { readonly digest: string; readonly policy: CompiledPolicy | null } | null = null;

  constructor(private readonly at: ShadowWatchParts) {}

  /** Counts each event once, also when the segment is read again. Never throws. */
  async look(part: WatchedPart): Promise<void> {
    try {
      const shadow = this.at.file.standing(this.at.now());
      const policy = shadow && this.policyOf(shadow);
      const live = this.at.standing();
      if (shadow && policy && live.state === 'in-force')
        await this.count(part, shadow, { live: live.policy, shadow: policy });
    } catch {
      // A full disk, an altered file: these calls are not counted. The evidence of them goes its way.
    }
  }

  private async count(
    { segment, from, events, segments }: WatchedPart,
    { id, from: begin, until }: Shadow,
    policies: { readonly live: CompiledPolicy; readonly shadow: CompiledPolicy },
  ): Promise<void> {
    const done = this.at.book.page(id).read[segment] ?? 0;
    let fresh = NO_COUNTS;
    for (const [index, event] of events.entries()) {
      if (index % AT_ONCE === AT_ONCE - 1) await nextTurn();
      if (from + index < done || event === null || !isCall(event)) continue;
      if (event.at < begin || event.at >= until) continue;
      fresh = counted(fresh, event, compareCall(event, policies, this.at.surroundings));
    }
    // Read anew: a report may have been made meanwhile. From here to the write nobody else has a turn.
    const page = this.at.book.page(id);
    const kept = Object.entries(page.read).filter(([name]) => segments.includes(name));
    const read = { ...Object.fromEntries(kept), [segment]: Math.max(done, from + events.length) };
    this.at.book.write({ ...page, gathering: merged(page.gathering, fresh), read });
  }

  /** Null for one that this version of the program cannot read. */
  private policyOf({ digest, policy }: Shadow): CompiledPolicy | null {
    if (this.compiled?.digest === digest) return this.compiled.policy;
    const read = policyDocument.safeParse(policy);
    this.compiled = { digest, policy: read.success ? compilePolicy(read.data) : null };
    return this.compiled.policy;
  }
}

type Call = MachineEvent & { readonly agent: CodingAgent };

const isCall = (event: MachineEvent): event is Call =>
  (event.kind === 'tool.decision' || event.kind === 'prompt.decision') && event.agent !== undefined;
