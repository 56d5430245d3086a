import { SystemClock } from '#kernel';
import { blocked, type HookAnswer } from './agents/adapter.js';
import { runHook, type HookRun } from './decision/run-hook.js';
import { readEnvironment } from './machine/environment.js';

const LONGEST_MESSAGE_BYTES = 16 * 1024 * 1024;
const DEADLINE_MS = 3_000;

/**
 * `castellan hook AGENT EVENT`: one message on stdin, one answer, an end. This entry loads nothing that speaks to a network.
 * The timer lets the process go as soon as the message is there; it matters only when the agent never finishes it.
 */
export function hook(args: readonly string[]): void {
  const chunks: Buffer[] = [];
  let length = 0;
  let isAnswered = false;
  const answer = (input: HookRun['input']): void => {
    if (isAnswered) return;
    isAnswered = true;
    const { stdout, stderr, exitCode } = answerTo(args, input);
    if (stderr !== '') process.stderr.write(stderr);
    process.stdout.write(stdout, () => process.exit(exitCode));
  };
  setTimeout(() => answer('timed-out'), DEADLINE_MS).unref();
  process.stdin
    .on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length > LONGEST_MESSAGE_BYTES) answer('too-large');
      else chunks.push(chunk);
    })
    .on('end', () => answer(Buffer.concat(chunks)))
    .on('error', () => answer('timed-out'));
}

function answerTo([agent, event]: readonly string[], input: HookRun['input']): HookAnswer {
  try {
    return runHook({ agent, event, input, environment: readEnvironment(), now: new SystemClock().now() });
  } catch {
    // Not even the environment could be read: a user without a home, a folder that is gone.
    return blocked('Castellan refused this because it could not find out where it runs; run "castellan doctor".');
  }
}
