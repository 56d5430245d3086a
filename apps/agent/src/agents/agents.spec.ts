import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ToolRequest } from '#engines/policy';
import { MalformedMessage } from './adapter.js';
import { ADAPTERS } from './adapters.js';
import { filesOfPatch } from './apply-patch.js';
import { fixedPartOf, mcpName } from './message-fields.js';

const CWD = '/home/dev/project';
const BEFORE: Readonly<Record<string, string>> = {
  'claude-code': 'PreToolUse',
  'gemini-cli': 'BeforeTool',
  codex: 'PreToolUse',
  'factory-droid': 'PreToolUse',
  cursor: 'preToolUse',
  'copilot-cli': 'preToolUse',
  opencode: 'ToolBefore',
};

function requests(agent: string, tool: string, input: unknown, over: object = {}): readonly ToolRequest[] {
  const event = BEFORE[agent] ?? '';
  const message = { session_id: 's', cwd: CWD, hook_event_name: event, tool_name: tool, tool_input: input, ...over };
  const native = { sessionId: 's', cwd: CWD, toolName: tool, toolArgs: input, ...over };
  const call = ADAPTERS.find((one) => one.agent === agent)?.read(event, agent === 'copilot-cli' ? native : message);
  return call?.kind === 'tool' ? call.requests : [];
}
const brief = (all: readonly ToolRequest[]): string[] =>
  all.map((one) => {
    switch (one.tool) {
      case 'shell':
        return `shell ${one.command} @ ${one.cwd}`;
      case 'fetch':
        return `fetch ${one.url}`;
      case 'mcp':
        return `mcp ${one.server} ${one.name}`;
      case 'other':
        return `other ${one.name}`;
      case 'prompt':
        return `prompt ${one.text}`;
      case 'read':
      case 'write':
      case 'delete':
        return `${one.tool} ${one.path}`;
      default:
        return one.tool;
    }
  });

describe('a tool of an agent, in neutral words', () => {
  it.each([
    ['claude-code', 'Bash', { command: 'ls' }, [`shell ls @ ${CWD}`]],
    ['claude-code', 'Read', { file_path: '/etc/passwd' }, ['read /etc/passwd']],
    ['claude-code', 'Write', { file_path: 'a/../../b', content: '' }, ['write /home/dev/b']],
    ['claude-code', 'MultiEdit', { file_path: '/x', edits: [] }, ['write /x']],
    ['claude-code', 'NotebookEdit', { notebook_path: 'n.ipynb', new_source: '' }, [`write ${CWD}/n.ipynb`]],
    ['claude-code', 'WebFetch', { url: 'https://example.com', prompt: '' }, ['fetch https://example.com']],
    ['claude-code', 'Glob', { pattern: '/etc/**/*.conf' }, [`read ${CWD}`, 'read /etc']],
    ['claude-code', 'Grep', { pattern: 'x', path: '/var', glob: '*.log' }, ['read /var']],
    ['claude-code', 'mcp__github__create_issue', { title: 'x' }, ['mcp github create_issue']],
    ['claude-code', 'Agent', { prompt: 'x' }, ['other Agent']],
    ['gemini-cli', 'run_shell_command', { command: 'ls', dir_path: 'src' }, [`shell ls @ ${CWD}/src`]],
    ['gemini-cli', 'read_file', { absolute_path: '/etc/passwd' }, ['read /etc/passwd']],
    ['gemini-cli', 'replace', { file_path: 'a.txt' }, [`write ${CWD}/a.txt`]],
    ['gemini-cli', 'read_many_files', { include: ['src/*.ts', '/etc/hosts'] }, [`read ${CWD}/src`, 'read /etc/hosts']],
    [
      'gemini-cli',
      'web_fetch',
      { prompt: 'compare https://a.example/x and (http://b.example)' },
      ['fetch https://a.example/x', 'fetch http://b.example'],
    ],
    ['gemini-cli', 'web_fetch', { prompt: 'no address' }, ['other web_fetch']],
    ['gemini-cli', 'google_web_search', { query: 'x' }, ['other google_web_search']],
    ['codex', 'Bash', { command: 'ls' }, [`shell ls @ ${CWD}`]],
    ['codex', 'Bash', { command: ['bash', '-lc', "echo 'a b'"] }, [`shell 'bash' '-lc' 'echo '\\''a b'\\''' @ ${CWD}`]],
    ['codex', 'mcp__db__query', { sql: 'x' }, ['mcp db query']],
    ['codex', 'view_image', { path: 'x' }, ['other view_image']],
    ['factory-droid', 'Execute', { command: 'ls' }, [`shell ls @ ${CWD}`]],
    ['factory-droid', 'Create', { file_path: 'a.txt', content: '' }, [`write ${CWD}/a.txt`]],
    ['factory-droid', 'ApplyPatch', { input: '*** Delete File: gone.txt' }, [`delete ${CWD}/gone.txt`]],
    ['factory-droid', 'Glob', { patterns: ['/etc/*', 'src/*'], folder: '/' }, ['read /', 'read /etc', 'read /src']],
    ['factory-droid', 'FetchUrl', { url: 'https://example.com' }, ['fetch https://example.com']],
    ['factory-droid', 'mcp__db__query', { sql: 'x' }, ['mcp db query']],
    ['cursor', 'Shell', { command: 'ls', cwd: '' }, [`shell ls @ ${CWD}`]],
    ['cursor', 'Read', { file_path: '/etc/passwd' }, ['read /etc/passwd']],
    ['cursor', 'Delete', { path: 'a' }, [`delete ${CWD}/a`]],
    ['cursor', 'Grep', { pattern: 'x', file_path: '/var' }, ['read /var']],
    ['cursor', 'MCP:query', { sql: 'x' }, ['mcp unknown query']],
    ['cursor', 'Task', { prompt: 'x' }, ['other Task']],
    ['copilot-cli', 'bash', { command: 'ls' }, [`shell ls @ ${CWD}`]],
    ['copilot-cli', 'bash', '{"command":"ls"}', [`shell ls @ ${CWD}`]],
    ['copilot-cli', 'view', { path: '/etc/passwd' }, ['read /etc/passwd']],
    ['copilot-cli', 'str_replace_editor', { command: 'create', path: 'a' }, [`write ${CWD}/a`]],
    ['copilot-cli', 'apply_patch', '*** Add File: a\n+x', [`write ${CWD}/a`]],
    ['copilot-cli', 'glob', { pattern: '/etc/*' }, [`read ${CWD}`, 'read /etc']],
    ['copilot-cli', 'github-list_issues', {}, ['other github-list_issues']],
    ['opencode', 'bash', { command: 'ls', workdir: 'src' }, [`shell ls @ ${CWD}/src`]],
    ['opencode', 'edit', { filePath: '/x', oldString: '' }, ['write /x']],
    ['opencode', 'webfetch', { url: 'https://example.com' }, ['fetch https://example.com']],
    ['opencode', 'grep', { pattern: 'x', include: '/etc/*' }, [`read ${CWD}`, 'read /etc']],
  ])('%s %s', (agent, tool, input, expected) => {
    expect(brief(requests(agent, tool, input))).toEqual(expected);
  });

  it('Cursor’s folder is the first of the workspace where it names none; without either nothing is understood', () => {
    const message = { hook_event_name: 'preToolUse', tool_name: 'Shell', tool_input: { command: 'ls' }, cwd: '' };
    const cursor = ADAPTERS.find(({ agent }) => agent === 'cursor');
    expect(cursor?.read('preToolUse', { ...message, workspace_roots: [CWD] }).cwd).toBe(CWD);
    expect(() => cursor?.read('preToolUse', message)).toThrow(MalformedMessage);
    expect(() => cursor?.read('preToolUse', { ...message, workspace_roots: ['project'] })).toThrow(MalformedMessage);
  });

  it('Gemini CLI names an MCP tool in two ways; the exact one is believed', () => {
    const context = { mcp_context: { server_name: 'my_db', tool_name: 'run_query' } };
    expect(brief(requests('gemini-cli', 'mcp_my_db_run_query', {}, context))).toEqual(['mcp my_db run_query']);
  });

  it('a tool that lacks what it acts on is not understood, whoever sends it', () => {
    for (const [agent, tool] of [
      ['claude-code', 'Bash'],
      ['claude-code', 'Write'],
      ['gemini-cli', 'run_shell_command'],
      ['codex', 'Bash'],
      ['codex', 'apply_patch'],
      ['factory-droid', 'Execute'],
      ['factory-droid', 'ApplyPatch'],
      ['cursor', 'Shell'],
      ['cursor', 'Write'],
      ['copilot-cli', 'bash'],
      ['copilot-cli', 'create'],
      ['opencode', 'bash'],
      ['opencode', 'write'],
    ] as const) {
      expect(() => requests(agent, tool, {})).toThrow(MalformedMessage);
      expect(() => requests(agent, tool, { command: 7, file_path: null })).toThrow(MalformedMessage);
    }
  });
});

describe('a patch', () => {
  it('is every file that it writes, deletes and moves', () => {
    const patch = [
      '*** Begin Patch',
      '*** Add File: new.txt',
      '+*** Delete File: only-text.txt',
      '*** Update File: old.txt',
      '*** Move to: moved.txt',
      '@@',
      '-a',
      '*** Delete File: gone.txt',
      '*** End Patch',
    ].join('\n');
    expect(filesOfPatch(patch)).toEqual([
      { change: 'write', path: 'new.txt' },
      { change: 'write', path: 'old.txt' },
      { change: 'delete', path: 'old.txt' },
      { change: 'write', path: 'moved.txt' },
      { change: 'delete', path: 'gone.txt' },
    ]);
  });

  it('that names no file is not understood', () => {
    for (const patch of ['', '*** Begin Patch\n*** End Patch', '*** Add File: '])
      expect(() => filesOfPatch(patch)).toThrow(MalformedMessage);
  });

  it('never loses a file that it names', () => {
    const path = fc.stringMatching(/^[a-z][a-z/]{0,10}$/);
    fc.assert(
      fc.property(fc.array(path, { minLength: 1 }), (paths) => {
        const patch = paths.map((one) => `*** Update File: ${one}\n@@\n-x\n+y`).join('\n');
        expect(filesOfPatch(patch).map((change) => change.path)).toEqual(paths);
      }),
    );
  });
});

describe('names and patterns', () => {
  it.each([
    ['src/**/*.ts', 'src'],
    ['**/*.py', '.'],
    ['/etc/*', '/etc'],
    ['/*', '/'],
    ['../../x/y', '../../x/y'],
    ['{a,b}/c', '.'],
  ])('%s stands on %s', (pattern, fixed) => {
    expect(fixedPartOf(pattern)).toBe(fixed);
  });

  it('an MCP name needs both halves', () => {
    expect(mcpName('mcp__a__b__c')).toEqual({ server: 'a', name: 'b__c' });
    expect(mcpName('mcp__a')).toBeNull();
    expect(mcpName('Bash')).toBeNull();
  });
});
