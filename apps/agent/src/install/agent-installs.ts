import { join } from 'node:path';
import type { CodingAgent } from '#contracts';
import { ADAPTERS } from '../agents/adapters.js';
import { FileRefused } from '../machine/agent.errors.js';
import type { Environment, Platform } from '../machine/environment.js';
import { hookCommand, type ProgramStart } from './hook-command.js';
import { hasHooks, type HookGroups, withHooks, withoutHooks } from './json-hooks.js';
import { isOurPlugin, opencodePlugin } from './opencode-plugin.js';
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

/** Where each agent reads its settings, and how it wants a hook written; null where an agent has no such place. */
export const INSTALLS: Readonly<
  Record<string, (environment: Environment, scope: Scope, start: ProgramStart) => AgentInstall | null>
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
  'factory-droid': ({ home, platform }, scope, start) => {
    const file =
      scope === 'user' ? join(home, '.factory', 'settings.json') : join(DROID_SYSTEM[platform], 'settings.json');
    return jsonInstall('factory-droid', file, (event) => ({
      matcher: '*',
      hooks: [{ type: 'command', command: hookCommand(start, 'factory-droid', event), timeout: SECONDS }],
    }));
  },
  cursor: ({ home, platform }, scope, start) => {
    const file = join(scope === 'user' ? join(home, '.cursor') : CURSOR_SYSTEM[platform], 'hooks.json');
    // `failClosed`: a hook that cannot start, dies or is too slow blocks, where otherwise the tool would run.
    return versioned(
      jsonInstall('cursor', file, (event) => ({
        command: hookCommand(start, 'cursor', event),
        timeout: SECONDS,
        failClosed: true,
      })),
    );
  },
  'copilot-cli': ({ home, platform }, scope, start) => {
    const folder = scope === 'user' ? join(home, '.copilot', 'hooks') : COPILOT_SYSTEM[platform];
    const shell = platform === 'win32' ? 'powershell' : 'bash';
    return versioned(
      jsonInstall('copilot-cli', join(folder, 'castellan.json'), (event) => {
        const command = hookCommand(start, 'copilot-cli', event);
        // PowerShell takes a quoted program for a text unless it is called.
        return { type: 'command', [shell]: platform === 'win32' ? `& ${command}` : command, timeoutSec: SECONDS };
      }),
    );
  },
  opencode: ({ home }, scope, start) => opencodeInstall(home, scope, start),
};

const DROID_SYSTEM: Readonly<Record<Platform, string>> = {
  linux: '/etc/factory',
  darwin: '/Library/Application Support/Factory',
  win32: 'C:\\ProgramData\\Factory',
};
const CURSOR_SYSTEM: Readonly<Record<Platform, string>> = {
  linux: '/etc/cursor',
  darwin: '/Library/Application Support/Cursor',
  win32: 'C:\\ProgramData\\Cursor',
};
const COPILOT_SYSTEM: Readonly<Record<Platform, string>> = {
  linux: '/etc/github-copilot/policy.d',
  darwin: '/etc/github-copilot/policy.d',
  win32: 'C:\\ProgramData\\GitHub\\Copilot\\policy.d',
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

/** opencode has no plugins for all users: with --system there is no file to write. */
function opencodeInstall(home: string, scope: Scope, start: ProgramStart): AgentInstall | null {
  if (scope === 'system') return null;
  const file = join(home, '.config', 'opencode', 'plugins', 'castellan.js');
  const plugin = opencodePlugin(start);
  return {
    agent: 'opencode',
    file,
    add: (text) => {
      if (text !== null && !isOurPlugin(text)) throw new FileRefused(`${file} is not ours, so it was left as it is.`);
      return plugin;
    },
    take: (text) => (isOurPlugin(text) ? null : text),
    isIn: (text) => text === plugin,
  };
}

/** Files of hooks alone say `version: 1`, and an empty one of them is none. */
function versioned(install: AgentInstall): AgentInstall {
  return {
    ...install,
    add: (text) => install.add(text?.trim() ? text : '{"version":1}'),
    take: (text) => {
      const left = install.take(text);
      return left !== null && /^\{\s*"version":\s*1\s*\}\s*$/.test(left) ? null : left;
    },
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
