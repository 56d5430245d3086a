import { SystemClock } from '#kernel';
import { blocked, type HookAnswer } from './agents/adapter.js';
import { runHook } from './decision/run-hook.js';
import { readEnvironment } from './machine/environment.js';
import { type Input, readInput, writeOut } from './standard-streams.js';

const LIMITS = { bytes: 16 * 1024 * 1024, ms: 3_000 };

/** `castellan hook AGENT EVENT`: one message on stdin, one answer, an end. This entry loads nothing that speaks to a network. */
export function hook(args: readonly string[]): void {
  readInput(LIMITS, (input) => {
    const { stdout, stderr, exitCode } = answerTo(args, input);
    writeOut(2, stderr);
    writeOut(1, stdout);
    process.exit(exitCode);
  });
}

function answerTo([agent, event]: readonly string[], input: Input): HookAnswer {
  try {
    return runHook({ agent, event, input, environment: readEnvironment(), now: new SystemClock().now() });
  } catch {
    // Not even the environment could be read: a user without a home, a folder that is gone.
    return blocked('Castellan refused this because it could not find out where it runs; run "castellan doctor".');
  }
}
