import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SystemClock } from '#kernel';
import { EnrolledMachine } from '../../../../test/harness/enrolled-machine.js';
import { governedAgents, install, installed, repairHooks, uninstall } from '../commands/install.js';
import { type OpenedMachine, openMachine } from '../commands/opened-machine.js';
import { ADAPTERS } from '../agents/adapters.js';
import { hookCommand, isOurHook } from './hook-command.js';
import { isOurPlugin, opencodePlugin } from './opencode-plugin.js';
import { hasHooks, withHooks, withoutHooks } from './json-hooks.js';
import { withoutTomlHooks, withTomlHooks } from './toml-hooks.js';

let org: EnrolledMachine;
let machine: OpenedMachine;
let lines: string[];
const terminal = {
  out: (line: string) => lines.push(line),
  say: (line: string) => lines.push(line),
  browse: () => undefined,
};
beforeEach(() => {
  org = new EnrolledMachine();
  machine = openMachine(org.environment, new SystemClock());
  lines = [];
});
afterEach(() => org.remove());

const file = (path: string): string => join(org.home, path);
const put = (path: string, text: string): void => {
  mkdirSync(dirname(file(path)), { recursive: true });
  writeFileSync(file(path), text);
};
const json = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(file(path), 'utf8')) as Record<string, unknown>;
const user = { system: false };

describe('castellan install', () => {
  it('puts a hook for every event into each found agent, and only there', () => {
    put('.claude/settings.json', '{}');
    put('.codex/config.toml', '');
    expect(install(machine, terminal, user)).toBe(0);
    const { hooks } = json('.claude/settings.json') as {
      hooks: Record<string, [{ hooks: [Record<string, unknown>] }]>;
    };
    expect(Object.keys(hooks)).toEqual(
      expect.arrayContaining(['PreToolUse', 'PostToolUse', 'UserPromptSubmit', 'SessionStart', 'SessionEnd']),
    );
    expect(hooks['PreToolUse']?.[0].hooks[0]).toMatchObject({ type: 'command', onFailure: 'block' });
    expect(Object.keys(json('.codex/hooks.json')['hooks'] as object)).toContain('PreToolUse');
    expect(existsSync(file('.gemini'))).toBe(false);
    expect(installed(machine, 'user').every(({ isIn }) => isIn)).toBe(true);
  });

  it('keeps what stands in the settings, and doing it twice changes nothing', () => {
    const mine = {
      model: 'opus',
      hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'mine.sh' }] }], Stop: [] },
    };
    put('.claude/settings.json', JSON.stringify(mine));
    install(machine, terminal, user);
    const once = readFileSync(file('.claude/settings.json'), 'utf8');
    expect(json('.claude/settings.json')).toMatchObject({ model: 'opus' });
    expect(once).toContain('mine.sh');
    install(machine, terminal, user);
    expect(readFileSync(file('.claude/settings.json'), 'utf8')).toBe(once);
    expect(lines.at(-1)).toContain('already');
  });

  it('is taken out again without a trace of it', () => {
    const mine = { hooks: { PreToolUse: [{ matcher: 'Bash', hooks: [{ type: 'command', command: 'mine.sh' }] }] } };
    put('.claude/settings.json', JSON.stringify(mine));
    put('.gemini/settings.json', '{"theme":"dark"}');
    put('.codex/hooks.json', '');
    install(machine, terminal, user);
    expect(uninstall(machine, terminal, user)).toBe(0);
    expect(json('.claude/settings.json')).toEqual(mine);
    expect(json('.gemini/settings.json')).toEqual({ theme: 'dark' });
    expect(existsSync(file('.codex/hooks.json'))).toBe(false);
  });

  it('comes into every agent that it has an adapter for, and leaves nothing behind', () => {
    for (const folder of ['.claude', '.gemini', '.codex', '.factory', '.cursor', '.copilot', '.config/opencode'])
      mkdirSync(file(folder), { recursive: true });
    const mine = { version: 1, hooks: { stop: [{ command: './mine.sh' }] } };
    put('.cursor/hooks.json', JSON.stringify(mine));
    expect(install(machine, terminal, user)).toBe(0);
    expect(installed(machine, 'user')).toHaveLength(ADAPTERS.length);
    expect(installed(machine, 'user').every(({ isIn }) => isIn)).toBe(true);
    const cursor = json('.cursor/hooks.json') as { version: number; hooks: Record<string, unknown[]> };
    expect(cursor).toMatchObject({ version: 1, hooks: { stop: mine.hooks.stop } });
    expect(cursor.hooks['preToolUse']).toMatchObject([{ failClosed: true }]);
    expect(json('.copilot/hooks/castellan.json')).toMatchObject({
      version: 1,
      hooks: {
        preToolUse: [{ type: 'command', bash: expect.stringContaining('hook copilot-cli preToolUse') as string }],
      },
    });
    install(machine, terminal, user);
    expect(lines.slice(-ADAPTERS.length).every((line) => /already|trust/.test(line))).toBe(true);
    expect(uninstall(machine, terminal, user)).toBe(0);
    expect(json('.cursor/hooks.json')).toEqual(mine);
    for (const path of [
      '.copilot/hooks/castellan.json',
      '.config/opencode/plugins/castellan.js',
      '.factory/settings.json',
    ])
      expect(existsSync(file(path))).toBe(false);
  });

  it('says with --dry-run what it would write, and writes nothing', () => {
    put('.gemini/settings.json', '{"theme":"dark"}');
    mkdirSync(file('.cursor'));
    expect(install(machine, terminal, { ...user, dryRun: true })).toBe(0);
    expect(readFileSync(file('.gemini/settings.json'), 'utf8')).toBe('{"theme":"dark"}');
    expect(existsSync(file('.cursor/hooks.json'))).toBe(false);
    expect(lines.join('\n')).toContain('would get the hooks');
    install(machine, terminal, user);
    const before = readFileSync(file('.gemini/settings.json'), 'utf8');
    expect(uninstall(machine, terminal, { ...user, dryRun: true })).toBe(0);
    expect(readFileSync(file('.gemini/settings.json'), 'utf8')).toBe(before);
    expect(lines.at(-1)).toContain('would lose the hooks');
  });

  it('is held up by the daemon until it is taken out, and only for agents that are still here', () => {
    mkdirSync(file('.cursor'));
    mkdirSync(file('.factory'));
    install(machine, terminal, user);
    expect(repairHooks(machine)).toEqual([]);
    expect([...governedAgents(machine)].sort()).toEqual(['cursor', 'factory-droid']);
    writeFileSync(file('.cursor/hooks.json'), '{}');
    expect([...governedAgents(machine)]).toEqual(['factory-droid']);
    rmSync(file('.factory'), { recursive: true });
    expect(repairHooks(machine)).toEqual([{ agent: 'cursor', file: file('.cursor/hooks.json'), trouble: null }]);
    expect(installed(machine, 'user').every(({ isIn }) => isIn)).toBe(true);
    uninstall(machine, terminal, user);
    expect(repairHooks(machine)).toEqual([]);
  });

  it('leaves settings that it cannot write back as they are, says so, and fails', () => {
    put('.gemini/settings.json', '{ // my theme\n "theme": "dark" }');
    expect(install(machine, terminal, user)).toBe(1);
    expect(readFileSync(file('.gemini/settings.json'), 'utf8')).toContain('// my theme');
    expect(lines.join('\n')).toContain('left as it is');
  });

  it('refuses an agent that it has no hooks for', () => {
    expect(() => install(machine, terminal, { ...user, agent: 'emacs' })).toThrow(/claude-code/);
  });
});

describe('hooks in JSON settings', () => {
  const start = { words: ['/opt/castellan'], platform: 'linux' as const };
  const groups = {
    PreToolUse: { matcher: '*', hooks: [{ type: 'command', command: hookCommand(start, 'codex', 'PreToolUse') }] },
  };
  const foreign = fc.dictionary(
    fc.constantFrom('PreToolUse', 'Stop', 'Other'),
    fc.array(fc.record({ matcher: fc.string(), hooks: fc.array(fc.record({ command: fc.string() })) }), {
      minLength: 1,
    }),
  );

  it('come and go without touching anything else, whatever stands there', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.string().filter((key) => key !== 'hooks' && key !== '__proto__'),
          fc.jsonValue(),
        ),
        foreign,
        (rest, hooks) => {
          const before = { ...rest, ...(Object.keys(hooks).length > 0 && { hooks }) };
          const added = withHooks(JSON.stringify(before), 'f', 'codex', groups);
          expect(hasHooks(added, groups)).toBe(true);
          expect(withHooks(added, 'f', 'codex', groups)).toBe(added);
          const left = withoutHooks(added, 'f', 'codex');
          expect(left === null ? {} : JSON.parse(left)).toEqual(JSON.parse(JSON.stringify(before)));
        },
      ),
    );
  });

  it('are known again wherever an earlier version lay', () => {
    expect(isOurHook("NODE_OPTIONS= exec '/old/node' '/x/castellan.cjs' hook codex PreToolUse", 'codex')).toBe(true);
    expect(isOurHook('/usr/bin/castellan hook gemini-cli BeforeTool', 'codex')).toBe(false);
    expect(isOurHook('echo castellan', 'codex')).toBe(false);
  });

  it('do not let a project’s variables load code into them or choose their state', () => {
    const folders = { home: "/home/o'neil", state: '/s' };
    const command = hookCommand({ words: ['/n'], platform: 'linux', folders }, 'codex', 'PreToolUse');
    const evil = {
      PATH: '/usr/bin:/bin',
      NODE_OPTIONS: '--require /evil',
      CASTELLAN_HOME: '/evil',
      HOME: '/evil',
      XDG_STATE_HOME: '/evil',
    };
    const shown = execFileSync('sh', ['-c', command.replace("exec '/n' hook codex PreToolUse", 'env')], {
      env: evil,
    }).toString();
    expect(shown).not.toContain('/evil');
    expect(shown).toContain("HOME=/home/o'neil\n");
    const forAll = hookCommand({ words: ['/n'], platform: 'linux' }, 'codex', 'PreToolUse');
    expect(
      execFileSync('sh', ['-c', forAll.replace("exec '/n' hook codex PreToolUse", 'env')], { env: evil }).toString(),
    ).not.toContain('/evil');
  });
});

describe('hooks in TOML requirements', () => {
  it('stand in a block of their own that comes, is renewed and goes', () => {
    const hooks = { PreToolUse: { command: "exec '/opt/castellan' hook codex PreToolUse", timeout: 10 } };
    const mine = 'allowed_sandbox_modes = ["read-only"]\n';
    const added = withTomlHooks(mine, hooks);
    expect(added).toContain('[[hooks.PreToolUse.hooks]]');
    expect(added.startsWith(mine)).toBe(true);
    expect(withTomlHooks(added, hooks)).toBe(added);
    expect(withoutTomlHooks(added)?.trim()).toBe(mine.trim());
    expect(withoutTomlHooks(withTomlHooks(null, hooks))).toBeNull();
  });
});

describe('the plugin of opencode', () => {
  type Plugin = (context: {
    directory: string;
  }) => Promise<Record<string, (input: object, output: object) => Promise<void>>>;
  const before = async (script: string): Promise<void> => {
    const program = file('castellan.cjs');
    writeFileSync(program, script);
    const path = file('plugin.mjs');
    const words = [process.execPath, program];
    writeFileSync(path, opencodePlugin({ words, platform: 'linux', folders: { home: org.home, state: '/s' } }));
    const { Castellan } = (await import(path)) as { Castellan: Plugin };
    const hooks = await Castellan({ directory: org.workspace });
    await hooks['tool.execute.before']?.({ tool: 'bash', sessionID: 's' }, { args: { command: 'ls' } });
  };

  it('hands on the call as it is, and lets through what is allowed', async () => {
    const echo = `const m = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
      const right = m.tool_name === 'bash' && m.tool_input.command === 'ls' && m.cwd && process.argv[3] === 'opencode' && process.env.CASTELLAN_HOME === '/s';
      console.log(JSON.stringify({ decision: right ? 'allow' : 'deny' }));`;
    await expect(before(echo)).resolves.toBeUndefined();
  });

  it.each([
    ['a denial', `console.log('{"decision":"deny","reason":"No deleting."}')`, /No deleting/],
    ['a hook that dies', `process.exit(1)`, /castellan doctor/],
    ['a hook that blocks', `console.error('Not enrolled.'); process.exit(2)`, /Not enrolled/],
    ['an answer that is none', `console.log('ok')`, /no answer/],
    ['an empty answer', ``, /no answer/],
  ])('refuses on %s', async (_, script, reason) => {
    await expect(before(script)).rejects.toThrow(reason);
  });

  it('is known again, and nothing else is taken for it', () => {
    expect(isOurPlugin(opencodePlugin({ words: ['/n'], platform: 'linux' }))).toBe(true);
    expect(isOurPlugin('export const Mine = 1; // Written by "castellan install"')).toBe(false);
    put('.config/opencode/plugins/castellan.js', 'export const Mine = 1;');
    expect(install(machine, terminal, user)).toBe(1);
    expect(readFileSync(file('.config/opencode/plugins/castellan.js'), 'utf8')).toBe('export const Mine = 1;');
  });
});
