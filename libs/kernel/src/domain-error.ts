export type ErrorKind =
  'invalid' | 'unauthenticated' | 'forbidden' | 'not_found' | 'conflict' | 'limit' | 'unavailable';

export type Facts = Readonly<
  Record<string, string | number | boolean | readonly Readonly<Record<string, string | number>>[]>
>;

/** The only error that a feature throws on purpose. It knows a code and a kind; it knows nothing of HTTP. */
export abstract class DomainError extends Error {
  abstract readonly code: `${string}.${string}`;
  abstract readonly kind: ErrorKind;
  /** One sentence that is the same for every occurrence. */
  abstract readonly title: string;

  /**
   * @param detail one sentence about this occurrence that says what to do
   * @param facts what a client may read by name; shown to the caller, so never a secret
   */
  constructor(
    detail: string,
    readonly facts: Facts = {},
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.name = new.target.name;
  }
}
