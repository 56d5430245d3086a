import { join } from 'node:path';
import type { CodingAgent } from '#contracts';
import { ADAPTERS } from '../agents/adapters.js';
import type { Environment, Platform } from '../machine/environment.js';
import { hookCommand, type ProgramStart } from './hook-command.js';
import { hasHooks, type HookGroups, withHooks, withoutHooks } from './json-hooks.js';
import { withoutTomlHooks, withTomlHooks } from './toml-hooks.js';

/** One file of one agent, and how our hooks come into it and out of it. */
export interface AgentInstall {
  readonly agent: CodingAgent;
  readonly file: string;
  /** @throws FileRefused for a file that cannot be kept as it is */
  readonly add: (text: string | null) => string;
  /** Null when nothing would be left of the file. @throws FileRefused */
  readonly take: (text: string) => string | null;
  readonly isIn: (text: string) => boolean;
  /** What the person must still do. */
  readonly afterwards?: string;
}

export type Scope = 'user' | 'system';

const SECONDS = 10;
/** Codex gives the end of a session no more. */
const CODEX_END_SECONDS = 3;
const codexTimeout = (event: string): number => (event === 'SessionEnd' ? CODEX_END_SECONDS : SECONDS);
const eventsOf = (agent: CodingAgent): string[] =>
  Object.keys(ADAPTERS.find((one) => one.agent === agent)?.events ?? {});

/** Where each agent reads its settings, and how it wants a hook written. */
export const INSTALLS: Readonly<
  Record<string, (environment: Environment, scope: Scope, start: ProgramStart) => AgentInstall>
> = {
  'claude-code': ({ home, platform }, scope, start) => {
    const file =
      scope === 'user'
        ? join(home, '.claude', 'settings.json')
        : join(CLAUDE_SYSTEM[platform], 'managed-settings.json');
    // `onFailure: "block"`: a hook that cannot start, dies or is too slow blocks, where otherwise the tool would run.
    return jsonInstall('claude-code', file, (event) => ({
      matcher: '*',
      hooks: [
        { type: 'command', command: hookCommand(start, 'claude-code', event), timeout: SECONDS, onFailure: 'block' },
      ],
    }));
  },
  'gemini-cli': ({ home, platform }, scope, start) => {
    const file =
      scope === 'user' ? join(home, '.gemini', 'settings.json') : join(GEMINI_SYSTEM[platform], 'settings.json');
    return jsonInstall('gemini-cli', file, (event) => ({
      hooks: [
        {
          name: 'castellan',
          type: 'command',
          command: hookCommand(start, 'gemini-cli', event),
          timeout: SECONDS * 1_000,
        },
      ],
    }));
  },
  codex: (environment, scope, start) =>
    scope === 'user' ? codexOfUser(environment, start) : codexOfSystem(environment, start),
};

const CLAUDE_SYSTEM: Readonly<Record<Platform, string>> = {
  linux: '/etc/claude-code',
  darwin: '/Library/Application Support/ClaudeCode',
  win32: 'C:\\Program Files\\ClaudeCode',
};
const GEMINI_SYSTEM: Readonly<Record<Platform, string>> = {
  linux: '/etc/gemini-cli',
  darwin: '/Library/Application Support/GeminiCli',
  win32: 'C:\\ProgramData\\gemini-cli',
};
const CODEX_SYSTEM: Readonly<Record<Platform, string>> = {
  linux: '/etc/codex',
  darwin: '/etc/codex',
  win32: 'C:\\ProgramData\\OpenAI\\Codex',
};

function codexOfUser({ home }: Environment, start: ProgramStart): AgentInstall {
  const install = jsonInstall('codex', join(home, '.codex', 'hooks.json'), (event) => ({
    hooks: [{ type: 'command', command: hookCommand(start, 'codex', event), timeout: codexTimeout(event) }],
  }));
  return {
    ...install,
    afterwards: 'Codex runs hooks of a user only once they are trusted: open it, enter /hooks and trust Castellan’s.',
  };
}

/** Hooks of requirements.toml need nobody's trust and cannot be switched off by the user. */
function codexOfSystem({ platform }: Environment, start: ProgramStart): AgentInstall {
  const hooks = Object.fromEntries(
    eventsOf('codex').map((event) => [
      event,
      { command: hookCommand(start, 'codex', event), timeout: codexTimeout(event) },
    ]),
  );
  return {
    agent: 'codex',
    file: join(CODEX_SYSTEM[platform], 'requirements.toml'),
    add: (text) => withTomlHooks(text, hooks),
    take: withoutTomlHooks,
    isIn: (text) => text === withTomlHooks(text, hooks),
  };
}

function jsonInstall(agent: CodingAgent, file: string, group: (event: string) => HookGroups[string]): AgentInstall {
  const groups = Object.fromEntries(eventsOf(agent).map((event) => [event, group(event)]));
  return {
    agent,
    file,
    add: (text) => withHooks(text, file, agent, groups),
    take: (text) => withoutHooks(text, file, agent),
    isIn: (text) => hasHooks(text, groups),
  };
}
