import type { CodingAgent } from '#contracts';
import type { Platform } from '../machine/environment.js';

/** How the program is started on this machine: the runtime and the file, or one executable. */
export interface ProgramStart {
  readonly words: readonly string[];
  readonly platform: Platform;
}

/**
 * The command line that an agent runs for an event. On POSIX the variables that would let a project load code into the hook, or slow its
 * start, are emptied; `exec` saves the shell's process.
 */
export function hookCommand({ words, platform }: ProgramStart, agent: CodingAgent, event: string): string {
  if (platform === 'win32') return [...words.map((word) => `"${word}"`), 'hook', agent, event].join(' ');
  const quoted = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return `NODE_OPTIONS= NODE_EXTRA_CA_CERTS= exec ${quoted} hook ${agent} ${event}`;
}

/** Whether a command line calls a hook of Castellan, of whatever version and place. */
export const isOurHook = (command: unknown, agent: CodingAgent): boolean =>
  typeof command === 'string' && /castellan/i.test(command) && new RegExp(`\\bhook ${agent} [A-Za-z]+$`).test(command);
