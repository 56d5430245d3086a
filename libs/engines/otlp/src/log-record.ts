export type AttributeValue = string | number | boolean | readonly string[];

/** As much of an OTLP LogRecord as an audit event is made of. */
export interface LogRecord {
  readonly eventName: string;
  /** `timeUnixNano` in milliseconds; 0 when the sender does not know. */
  readonly timeMs: number;
  /** The values of the wanted attributes, in the order in which they were asked for. */
  readonly values: readonly (AttributeValue | undefined)[];
  /** A string body as it came, any other as JSON; null when there is none. UTF-8. */
  readonly body: Uint8Array | null;
}

export type OtlpEncoding = 'protobuf' | 'json';
export type OtlpSignal = 'logs' | 'metrics' | 'traces';

/** What a request may hold at most. */
export const OTLP_LIMITS = { records: 10_000, attributes: 256, depth: 16 } as const;

/** The attributes that a caller wants, found by name in one look. */
export class WantedAttributes {
  private readonly places: ReadonlyMap<string, number>;
  private readonly lengths: ReadonlySet<number>;
  readonly count: number;

  constructor(names: readonly string[]) {
    this.places = new Map(names.map((name, place) => [name, place]));
    this.lengths = new Set(names.map((name) => Buffer.byteLength(name)));
    this.count = names.length;
  }

  placeOf(name: string): number | undefined {
    return this.places.get(name);
  }

  /** Whether a name of so many bytes could be wanted at all: most are not, and are never decoded. */
  mayHaveLength(bytes: number): boolean {
    return this.lengths.has(bytes);
  }
}
