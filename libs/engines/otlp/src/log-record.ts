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
  /** The names in UTF-8, by their length: a request's names are compared as they stand, and not made texts first. */
  private readonly sameLength = new Map<number, { readonly name: Uint8Array; readonly place: number }[]>();
  readonly count: number;

  constructor(names: readonly string[]) {
    this.places = new Map(names.map((name, place) => [name, place]));
    this.count = names.length;
    for (const [place, text] of names.entries()) {
      const name = Buffer.from(text);
      this.sameLength.set(name.length, [...(this.sameLength.get(name.length) ?? []), { name, place }]);
    }
  }

  placeOf(name: string): number | undefined {
    return this.places.get(name);
  }

  /** As `placeOf`, of the name that stands in `bytes` between two places. */
  placeIn(bytes: Uint8Array, from: number, to: number): number | undefined {
    const names = this.sameLength.get(to - from);
    if (names !== undefined) for (const { name, place } of names) if (endsWith(bytes, to, name)) return place;
    return undefined;
  }
}

/** From the end, where names differ: they begin alike. */
function endsWith(bytes: Uint8Array, end: number, name: Uint8Array): boolean {
  for (let at = 1; at <= name.length; at += 1) if (bytes[end - at] !== name[name.length - at]) return false;
  return true;
}
