/**
 * How long to wait before the next attempt: full jitter under a ceiling that doubles (a fleet that lost its server must not come back
 * as one), never less than what the server asked for.
 */
export class Backoff {
  private failures = 0;

  /** @param random uniform in [0, 1) */
  constructor(
    private readonly firstMs: number,
    private readonly longestMs: number,
    private readonly random: () => number = Math.random,
  ) {}

  succeeded(): void {
    this.failures = 0;
  }

  failed(askedMs = 0): number {
    const ceiling = Math.min(this.longestMs, this.firstMs * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 30);
    return Math.max(askedMs, Math.round(this.random() * ceiling));
  }
}
