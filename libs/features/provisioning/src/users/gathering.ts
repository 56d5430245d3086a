interface Waiting<Item, Outcome> {
  readonly item: Item;
  readonly resolve: (outcome: Outcome) => void;
  readonly reject: (error: unknown) => void;
}

/** One for each item, in their order. */
type Work<Item, Outcome> = (items: readonly Item[]) => Promise<readonly Outcome[]>;

/**
 * Does together what comes while the same is being done already, line by line. Who comes alone is served at once and waits for nobody; the more come,
 * the more are served in one go.
 */
export class Gathering<Item, Outcome> {
  private readonly lines = new Map<string, Waiting<Item, Outcome>[]>();

  /** @param most how many are served in one go */
  constructor(
    private readonly work: Work<Item, Outcome>,
    private readonly most: number,
  ) {}

  take(line: string, item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const waiting = { item, resolve, reject };
      const before = this.lines.get(line);
      if (before !== undefined) return void before.push(waiting);
      const mine = [waiting];
      this.lines.set(line, mine);
      void this.serve(line, mine);
    });
  }

  private async serve(line: string, waiting: Waiting<Item, Outcome>[]): Promise<void> {
    while (waiting.length > 0) await this.serveSome(waiting.splice(0, this.most));
    this.lines.delete(line);
  }

  private async serveSome(some: readonly Waiting<Item, Outcome>[]): Promise<void> {
    try {
      const outcomes = await this.work(some.map(({ item }) => item));
      some.forEach(({ resolve }, place) => resolve(outcomes[place] as Outcome));
    } catch (error) {
      for (const { reject } of some) reject(error);
    }
  }
}
