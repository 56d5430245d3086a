import { existsSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { ResponsesWaiting } from './saml.errors.js';
import { judge, type Judgement, type JudgeOrder } from './response-judge.js';

/** A usual response is judged in half a millisecond: less than handing it to a thread costs. Only large ones would hold up others. */
const LARGE = 48 * 1024;
const MOST_WAITING = 64;
const WITHIN_MS = 10_000;
const THREAD = new URL('./response-thread.js', import.meta.url);

interface Waiting {
  readonly done: (judgement: Judgement) => void;
  readonly failed: (error: Error) => void;
}

/** Where responses are judged: small ones here, large ones in a thread, so that nobody can hold up the process by sending them. */
@Injectable()
export class ResponseBench implements OnModuleDestroy {
  private thread: Worker | null = null;
  private next = 0;
  private readonly waiting = new Map<number, Waiting>();

  /** @throws ResponsesWaiting */
  async judge(order: JudgeOrder): Promise<Judgement> {
    // Run from sources, as tests are, there is no program for a thread to load.
    if (order.field.length <= LARGE || !existsSync(THREAD)) return judge(order);
    if (this.waiting.size >= MOST_WAITING) throw new ResponsesWaiting('Wait a moment and sign in again.');
    const number = this.next++;
    const thread = (this.thread ??= this.open());
    return new Promise((done, failed) => {
      const timer = setTimeout(() => void this.give(new Error('a response took too long to judge')), WITHIN_MS).unref();
      this.waiting.set(number, { done: stopping(timer, done), failed: stopping(timer, failed) });
      thread.postMessage({ number, order });
    });
  }

  async onModuleDestroy(): Promise<void> {
    await this.give(new Error('the process ends'));
  }

  private open(): Worker {
    const thread = new Worker(THREAD);
    thread.unref();
    thread.on('message', ({ number, judgement }: { number: number; judgement: Judgement }) => {
      const waiting = this.waiting.get(number);
      this.waiting.delete(number);
      waiting?.done(judgement);
    });
    thread.on('error', (error) => void this.give(error instanceof Error ? error : new Error('a thread ended')));
    return thread;
  }

  /** Ends the thread, and whoever waits for it; the next response gets a new one. */
  private async give(error: Error): Promise<void> {
    const [thread, waiting] = [this.thread, [...this.waiting.values()]];
    this.thread = null;
    this.waiting.clear();
    for (const { failed } of waiting) failed(error);
    await thread?.terminate();
  }
}

const stopping =
  <T>(timer: NodeJS.Timeout, settle: (value: T) => void): ((value: T) => void) =>
  (value) => {
    clearTimeout(timer);
    settle(value);
  };
