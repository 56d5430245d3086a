import pg, { type QueryResultRow } from 'pg';
import { bindMessage, gathered, isLarge } from './bind-message.js';

/** A statement as it goes to the server. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** Under which a connection keeps it prepared: one name is always one text. */
  readonly name?: string | undefined;
}

/** The rows of each statement; or why all of them failed. */
type Done = (error: Error | null, answers: readonly QueryResultRow[][]) => void;

interface Field {
  readonly name: string;
  readonly dataTypeID: number;
  readonly format: string;
}

/** How the columns of an answer are called, and read. */
type Shape = readonly { readonly name: string; readonly read: (text: string) => unknown }[];

/** What of pg's own connection and query is used here: the protocol's messages, by their names. */
interface Wire {
  readonly parsedStatements: Readonly<Record<string, string>>;
  readonly submittedNamedStatements: Record<string, string>;
  parse(message: { readonly text: string; readonly name: string }): void;
  bind(message: { readonly statement: string; readonly values: readonly unknown[] }): void;
  describe(message: { readonly type: 'P' }): void;
  execute(message: object): void;
  sync(): void;
  /** By which each of these goes out. */
  _send(bytes: Buffer): void;
  readonly stream: { cork(): void; uncork(): void };
}
/** How a client reads values; it says so to each query that it is given. */
interface Types {
  getTypeParser(oid: number, format: string): (text: string) => unknown;
}
const { Query, utils } = pg as unknown as {
  readonly Query: { readonly prototype: object };
  readonly utils: { prepareValue(value: unknown): unknown };
};

const UNNAMED = '';
const NO_ROWS: Shape = [];

/** What a connection was told of the answers of its prepared statements. PostgreSQL never gives them another shape: it refuses to run them. */
const shapesOf = new WeakMap<Wire, Map<string, Shape>>();

/**
 * Statements that go to the server in one message and are answered in one: it says once that it is ready, and what the answer of a prepared statement
 * looks like the first time only. Where one fails the server skips what stands behind it, and all of them fail.
 */
export class Batch {
  /** By these pg knows which statement it was that the server has parsed. */
  name = UNNAMED;
  text = '';
  /** pg fills it in. */
  readonly _result: { _types: Types | null } = { _types: null };
  private readonly parameters: readonly (readonly unknown[])[];
  private readonly answers: QueryResultRow[][] = [];
  private shapes = new Map<string, Shape>();
  /** Of the answer that is being read. */
  private shape: Shape = NO_ROWS;
  private found: QueryResultRow[] = [];
  private unreadable: Error | null = null;

  constructor(
    private readonly statements: readonly Statement[],
    private readonly done: Done,
  ) {
    // Before anything is written: what cannot be sent must leave no half message behind.
    this.parameters = statements.map(({ values }) => values.map(written));
  }

  submit(wire: Wire): Error | null {
    const other = this.statements.find(({ name, text }) => name !== undefined && (keptAs(wire, name) ?? text) !== text);
    if (other !== undefined) return new Error(`Two statements are called ${other.name ?? ''}.`);
    this.shapes = shapesOf.get(wire) ?? this.shapes;
    shapesOf.set(wire, this.shapes);
    const pieces: Buffer[] = [];
    // In one piece, too: each of many would go all the way through the stream by itself.
    const gathering = Object.create(wire, { _send: { value: (piece: Buffer) => pieces.push(piece) } }) as Wire;
    this.statements.forEach((statement, place) => this.write(gathering, statement, this.parameters[place] ?? []));
    gathering.sync();
    // What is large stays a piece of its own, and goes into the same message to the kernel.
    wire.stream.cork();
    for (const piece of gathered(pieces)) wire._send(piece);
    wire.stream.uncork();
    this.turn();
    return null;
  }

  handleRowDescription({ fields }: { readonly fields: readonly Field[] }): void {
    const { _types: types } = this._result;
    if (types === null) throw new Error('The client has not said how values are read.');
    this.shape = fields.map(({ name, dataTypeID, format }) => ({
      name,
      read: types.getTypeParser(dataTypeID, format),
    }));
  }

  handleDataRow({ fields }: { readonly fields: readonly (string | null)[] }): void {
    try {
      this.found.push(rowOf(this.shape, fields));
    } catch (error) {
      this.unreadable ??= error as Error;
    }
  }

  handleCommandComplete(): void {
    if (this.name !== UNNAMED && !this.shapes.has(this.name)) this.shapes.set(this.name, this.shape);
    this.answers.push(this.found);
    this.turn();
  }

  handleReadyForQuery(): void {
    this.done(this.unreadable, this.answers);
  }

  handleError(error: Error, wire: Wire): void {
    // What the server skipped it does not keep prepared.
    for (const { name } of this.statements.slice(this.answers.length))
      if (name !== undefined) Reflect.deleteProperty(wire.submittedNamedStatements, name);
    this.done(error, []);
  }

  private write(wire: Wire, { text, name = UNNAMED }: Statement, values: readonly unknown[]): void {
    if (name === UNNAMED || keptAs(wire, name) === undefined) {
      wire.parse({ text, name });
      if (name !== UNNAMED) wire.submittedNamedStatements[name] = text;
    }
    if (values.some(isLarge)) for (const piece of bindMessage(name, values)) wire._send(piece);
    else wire.bind({ statement: name, values });
    if (!this.shapes.has(name)) wire.describe({ type: 'P' });
    wire.execute({});
  }

  /** To the statement that is answered next. */
  private turn(): void {
    const { name = UNNAMED, text = '' } = this.statements[this.answers.length] ?? {};
    this.name = name;
    this.text = text;
    this.shape = this.shapes.get(name) ?? NO_ROWS;
    this.found = [];
  }
}

// pg sends side by side only what descends from its own queries. What their constructor makes is not needed here, and cost as much as all the rest.
Object.setPrototypeOf(Batch.prototype, Query.prototype);

/** From 1970 to the end of 9999 the ISO spelling of a moment is one that PostgreSQL reads; pg's own takes ten times as long to write. */
const END_OF_ISO_MS = 253_402_300_800_000;

function written(value: unknown): unknown {
  if (typeof value === 'string') return value;
  if (value instanceof Date && value.getTime() >= 0 && value.getTime() < END_OF_ISO_MS) return value.toISOString();
  return utils.prepareValue(value);
}

const keptAs = (wire: Wire, name: string): string | undefined =>
  wire.parsedStatements[name] ?? wire.submittedNamedStatements[name];

function rowOf(shape: Shape, fields: readonly (string | null)[]): QueryResultRow {
  const row: QueryResultRow = {};
  shape.forEach(({ name, read }, place) => {
    const text = fields[place] ?? null;
    row[name] = text === null ? null : read(text);
  });
  return row;
}
