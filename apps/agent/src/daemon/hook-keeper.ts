import { type Clock, newId } from '#kernel';
import type { MachineEvent } from '#contracts';

/** One agent whose settings had lost our hooks, and what became of it. */
export interface Repair {
  readonly agent: NonNullable<MachineEvent['agent']>;
  readonly file: string;
  /** Null when the hooks are back; else a sentence that says what stood in the way. */
  readonly trouble: string | null;
}

/** Looks after the hooks: what was taken out comes back, and the ledger hears of it; once, where it cannot come back. */
export class HookKeeper {
  private readonly told = new Map<string, string>();

  constructor(
    private readonly at: {
      readonly repair: () => readonly Repair[];
      readonly record: (event: MachineEvent) => void;
      readonly clock: Clock;
    },
  ) {}

  /** @returns what a person who watches the daemon should read */
  look(): readonly string[] {
    const repairs = this.at.repair();
    for (const file of this.told.keys()) if (!repairs.some((one) => one.file === file)) this.told.delete(file);
    return repairs.filter((one) => this.isNews(one)).map((one) => this.report(one));
  }

  private isNews({ file, trouble }: Repair): boolean {
    if (trouble === null) return true;
    const isNews = this.told.get(file) !== trouble;
    this.told.set(file, trouble);
    return isNews;
  }

  private report({ agent, file, trouble }: Repair): string {
    const now = this.at.clock.now();
    this.at.record({
      id: newId(now),
      kind: trouble === null ? 'machine.hooks_repaired' : 'machine.hooks_lost',
      at: now.toISOString(),
      agent,
      content: { file, ...(trouble !== null && { trouble }) },
    });
    return trouble === null
      ? `${agent} had lost its hooks (${file}); they are back.`
      : `${agent} has lost its hooks, and they cannot be put back: ${trouble}`;
  }
}
