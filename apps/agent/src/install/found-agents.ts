import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { CodingAgent } from '#contracts';
import type { Environment } from '../machine/environment.js';

export interface FoundAgent {
  readonly agent: CodingAgent;
  /** Null where it is not known: agents are not started to be asked. */
  readonly version: string | null;
}

const SIGNS: Readonly<Record<string, { readonly folder: string; readonly program: string }>> = {
  'claude-code': { folder: '.claude', program: 'claude' },
  'gemini-cli': { folder: '.gemini', program: 'gemini' },
  codex: { folder: '.codex', program: 'codex' },
  'factory-droid': { folder: '.factory', program: 'droid' },
  cursor: { folder: '.cursor', program: 'cursor-agent' },
  'copilot-cli': { folder: '.copilot', program: 'copilot' },
  opencode: { folder: join('.config', 'opencode'), program: 'opencode' },
};

/** The coding agents of this user: those that have settings here, or whose program lies on the path. */
export function foundAgents({ home, programFolders, platform }: Environment): FoundAgent[] {
  const endings = platform === 'win32' ? ['.exe', '.cmd'] : [''];
  return Object.entries(SIGNS)
    .filter(
      ([, { folder, program }]) =>
        existsSync(join(home, folder)) ||
        programFolders.some((place) => endings.some((ending) => existsSync(join(place, program + ending)))),
    )
    .map(([agent]) => ({ agent: agent as CodingAgent, version: null }));
}
