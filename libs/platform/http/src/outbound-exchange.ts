import type { Dispatcher } from 'undici';

/** A request of few bytes, and the bounds of its answer. */
export interface Said {
  readonly method: 'GET' | 'POST';
  readonly headers: Record<string, string>;
  readonly body: string | null;
  readonly mostBytes: number;
  /** From now until the whole answer is there, the connection included. */
  readonly withinMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Its answer, whole. */
export interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export class AnswerTooLong extends Error {
  constructor(mostBytes: number) {
    super(`The answer has more than ${mostBytes} bytes.`);
    this.name = 'AnswerTooLong';
  }
}

/**
 * Sends what is said and gathers the answer as it comes: a stream to read it from would cost more than all the rest.
 * @param send hands the request to undici
 * @throws AnswerTooLong; DOMException called TimeoutError; what undici or `signal` says
 */
export function hear(said: Said, send: (handler: Dispatcher.DispatchHandler) => void): Promise<Heard> {
  const { mostBytes, withinMs, signal } = said;
  return new Promise((resolve, reject) => {
    const ear = new Ear(mostBytes, resolve, reject);
    const late = (): void => ear.giveUp(new DOMException('The answer took too long.', 'TimeoutError'));
    const timer = setTimeout(late, withinMs);
    const given = (): void => ear.giveUp(signal?.reason);
    ear.over = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', given);
    };
    if (signal?.aborted === true) {
      given();
      return;
    }
    signal?.addEventListener('abort', given);
    try {
      send(ear);
    } catch (error) {
      ear.giveUp(error);
    }
  });
}

class Ear implements Dispatcher.DispatchHandler {
  over: () => void = () => undefined;
  private controller: Dispatcher.DispatchController | null = null;
  /** Why nobody listens any more. */
  private gaveUp: Error | null = null;
  private status = 0;
  private headers: Heard['headers'] = {};
  private readonly parts: Buffer[] = [];
  private length = 0;

  constructor(
    private readonly mostBytes: number,
    private readonly resolve: (heard: Heard) => void,
    private readonly reject: (error: Error) => void,
  ) {}

  giveUp(reason: unknown): void {
    const error = reason instanceof Error ? reason : new Error('The request was given up.', { cause: reason });
    this.gaveUp = error;
    this.end(error);
    this.controller?.abort(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    // While the connection was made there was nothing to abort.
    if (this.gaveUp !== null) controller.abort(this.gaveUp);
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    // RFC 9110 section 15.2: what is said before the answer. The answer comes after it.
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, part: Buffer): void {
    this.length += part.length;
    if (this.length > this.mostBytes) this.giveUp(new AnswerTooLong(this.mostBytes));
    else this.parts.push(part);
  }

  onResponseEnd(): void {
    const { status, headers, parts } = this;
    this.over();
    this.resolve({ status, headers, body: Buffer.concat(parts, this.length) });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end(error);
  }

  private end(error: Error): void {
    this.over();
    this.reject(error);
  }
}
