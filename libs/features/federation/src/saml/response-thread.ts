import { parentPort } from 'node:worker_threads';
import { judge, type JudgeOrder } from './response-judge.js';

// Runs in a thread of its own (response-bench.ts).
parentPort?.on('message', ({ number, order }: { number: number; order: JudgeOrder }) => {
  parentPort?.postMessage({ number, judgement: judge(order) });
});
