import type { CodingAgent } from '#contracts';
import type { Platform } from '../machine/environment.js';

/** How the program is started on this machine: the runtime and the file, or one executable. */
export interface ProgramStart {
  readonly words: readonly string[];
  readonly platform: Platform;
  /** For hooks of one user: the folders that hold for them, whatever a project's own settings put into the environment. */
  readonly folders?: { readonly home: string; readonly state: string };
}

/** Variables by which a project could load code into the hook, or send it to a state folder of the project's own making. */
export const EMPTIED = [
  'NODE_OPTIONS',
  'NODE_EXTRA_CA_CERTS',
  'NODE_COMPILE_CACHE',
  'OPENSSL_CONF',
  'XDG_STATE_HOME',
  'BUN_OPTIONS',
  'BUN_BE_BUN',
  'BUN_INSPECT',
  'BUN_INSPECT_PRELOAD',
];

/** The command line that an agent runs for an event. `exec` saves the shell's process. */
export function hookCommand({ words, platform, folders }: ProgramStart, agent: CodingAgent, event: string): string {
  if (platform === 'win32') return [...words.map((word) => `"${word}"`), 'hook', agent, event].join(' ');
  const emptied = EMPTIED.map((name) => `${name}=`);
  // Without a user the program takes the home that the system's own records name.
  const pinned = folders
    ? [`HOME=${quoted(folders.home)}`, `CASTELLAN_HOME=${quoted(folders.state)}`]
    : ['HOME=', 'CASTELLAN_HOME='];
  return [...emptied, ...pinned, 'exec', ...words.map(quoted), 'hook', agent, event].join(' ');
}

const quoted = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

/** Whether a command line calls a hook of Castellan, of whatever version and place. */
export const isOurHook = (command: unknown, agent: CodingAgent): boolean =>
  typeof command === 'string' && /castellan/i.test(command) && new RegExp(`\\bhook ${agent} [A-Za-z]+$`).test(command);
