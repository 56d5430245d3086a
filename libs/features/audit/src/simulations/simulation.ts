import type { CodingAgent, Effect } from '#contracts';

/** A draft, and which of the recorded calls it is asked. */
export interface SimulationOrder {
  readonly text: string;
  readonly format: 'yaml' | 'json';
  /** From this moment on. */
  readonly from: Date;
  readonly agent?: CodingAgent | undefined;
  /** The latest so many. */
  readonly most: number;
}

/** A recorded call that the draft would have answered otherwise. */
export interface ChangedCall {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly agent: string | null;
  readonly tool: string | null;
  readonly was: Effect;
  readonly is: Effect;
  /** The rules of the draft that decide, and why. They quote nothing of the call. */
  readonly rules: readonly string[];
  readonly reasons: readonly string[];
}

/** What a draft would have changed. */
export interface Simulation {
  /** Calls that were answered again. */
  readonly replayed: number;
  /** Calls whose content is not kept, is erased, or cannot be opened now: nobody can say what the draft would do. */
  readonly unknown: number;
  readonly earliest: string | null;
  readonly latest: string | null;
  /** How many went from one answer to another; what stays the same is told too. */
  readonly moves: readonly { readonly was: Effect; readonly is: Effect; readonly calls: number }[];
  /** The rules of the draft behind what changes, most calls first. */
  readonly rules: readonly { readonly rule: string; readonly stricter: number; readonly milder: number }[];
  /** The first so many of the calls that change, latest first. */
  readonly changed: readonly ChangedCall[];
}
