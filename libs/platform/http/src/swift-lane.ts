import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Metrics } from '#platform/observability';

/** What a request says before anything is read of its body. */
export type RequestHead = Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

export interface SwiftAnswer {
  readonly status: 200 | 304;
  /** Names and values by turns. */
  readonly headers: readonly string[];
  readonly body?: Buffer;
}

/** A GET that a fleet asks again and again. `answer` decides from memory alone, and gives null where anything must be looked up or refused. */
export interface SwiftDoor {
  readonly path: string;
  readonly answer: (head: RequestHead) => SwiftAnswer | null;
}

/**
 * Answers a question that was asked before, before Fastify makes a request of it: what a whole fleet polls costs little more than the
 * server under it. It holds no rule: a door answers only what the way through the guards has answered already, and stays in memory as
 * long as that stands. Whatever it does not answer takes that way.
 */
export class SwiftLane {
  private readonly doors = new Map<string, SwiftDoor>();

  private readonly count: (path: string) => void;

  constructor(
    metrics: Metrics,
    /** Headers that every answer bears, names and values by turns. */
    private readonly always: readonly string[],
  ) {
    this.count = metrics.tally('http.server.swift.answers', 'Requests answered from memory', 'http.route');
  }

  open(door: SwiftDoor): void {
    this.doors.set(door.path, door);
  }

  /** Whether the request was answered here. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'GET' || request.url === undefined) return false;
    const door = this.doors.get(request.url);
    if (door === undefined) return false;
    const answer = door.answer(request);
    if (answer === null) return false;
    const { status, headers, body } = answer;
    // Names and values in one list: what Node writes out as it stands.
    const written = [...this.always, ...headers, 'x-request-id', randomUUID()];
    if (body !== undefined) written.push('content-length', `${body.length}`);
    response.writeHead(status, written);
    response.end(body);
    this.count(door.path);
    return true;
  }
}
