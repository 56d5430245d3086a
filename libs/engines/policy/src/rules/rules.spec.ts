import { describe, expect, it } from 'vitest';
import { policyDocument } from '#contracts';
import { compilePolicy } from '../compile-policy.js';
import { decide } from '../decide.js';
import type { ToolRequest, World } from '../request.js';

const world: World = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
};
const cwd = world.workspace;
const decided = (document: object, request: ToolRequest, at: Partial<World> = {}) =>
  decide(compilePolicy(policyDocument.parse({ version: 1, ...document })), request, { ...world, ...at });
const shell = (document: object, command: string, at: Partial<World> = {}) =>
  decided(document, { tool: 'shell', command, cwd }, at);

describe('a command rule', () => {
  const rejects = (rule: object) => ({ commands: [{ id: 'rule', effect: 'reject', ...rule }] });

  it.each([
    [{ program: 'git', subcommand: 'commit' }, 'git commit -m x', true],
    [{ program: 'git', subcommand: 'commit' }, 'git -C web commit -m x', true],
    [{ program: 'git', subcommand: 'commit' }, 'git --no-pager commit', true],
    [{ program: 'git', subcommand: 'commit' }, 'git log commit', false],
    [{ program: 'git', subcommand: 'remote add' }, 'git remote add x y', true],
    [{ program: 'git', subcommand: 'remote add' }, 'git remote show x', false],
    [{ program: 'docker', subcommand: ['push', 'image *'] }, 'docker image rm x', true],
    [{ program: 'make', flags: ['--dry-run'] }, 'make --dry-run', true],
    [{ program: 'make', flags: ['-n'] }, 'make -sn all', true],
    [{ program: 'make', flags: ['-n'] }, 'make -s', false],
    [{ program: 'make', flags: ['--jobs'] }, 'make --jobs=4', true],
    [{ program: 'make', flags: ['-n', '-s'] }, 'make -n', false],
    [{ program: 'make', without: ['--dry-run', '-n'] }, 'make all', true],
    [{ program: 'make', without: ['--dry-run', '-n'] }, 'make -n all', false],
    [{ program: ['make', 'ls*'] }, 'ls src', true],
  ])('%j for %s: %s', (rule, command, fits) => {
    expect(shell(rejects(rule), command).rules.includes('rule')).toBe(fits);
  });

  it('asks where an option that is not known may hide the sub-command', () => {
    const policy = rejects({ program: 'tool', subcommand: 'wipe' });
    expect(shell(policy, 'tool wipe').effect).toBe('reject');
    expect(shell(policy, 'tool --verbose wipe').effect).toBe('ask');
    expect(shell(policy, 'tool --verbose x wipe')).toMatchObject({ effect: 'ask', rules: ['rule'] });
  });

  it('allows nothing that it only perhaps means', () => {
    const policy = { commands: [{ id: 'rule', effect: 'allow', program: 'tool', subcommand: 'list' }] };
    expect(shell(policy, 'tool list').effect).toBe('allow');
    expect(shell(policy, 'tool --profile list wipe').effect).toBe('ask');
  });

  it('may speak of some agents only', () => {
    const policy = rejects({ program: 'ls', agents: ['codex'] });
    expect(shell(policy, 'ls', { agent: 'codex' }).effect).toBe('reject');
    expect(shell(policy, 'ls', { agent: 'cursor' }).effect).toBe('allow');
    expect(shell(policy, 'ls').effect).toBe('ask');
  });
});

describe('a path rule', () => {
  const policy = {
    paths: [
      { id: 'docs-only', effect: 'reject', access: ['write'], match: ['**'], except: ['docs/**', '/tmp/**'] },
      { id: 'no-run', effect: 'reject', access: ['execute'], match: ['/opt/**', 'vendor/**'] },
    ],
  };
  const write = (path: string) => decided(policy, { tool: 'write', path, cwd }).effect;

  it('leaves out what it excepts', () => {
    expect([write('src/a.ts'), write('docs/a.md'), write('docs/../src/a.ts')]).toEqual(['reject', 'allow', 'reject']);
  });

  it('guards what is run by its path', () => {
    expect(shell(policy, './vendor/tool').effect).toBe('reject');
    expect(shell(policy, 'cd vendor && ./tool').effect).toBe('reject');
    expect(shell(policy, './scripts/tool').effect).toBe('allow');
  });
});

describe('a network rule', () => {
  const fetch = (network: object, url: string, method?: string) =>
    decided(
      { network: [{ id: 'rule', effect: 'reject', hosts: ['*'], ...network }] },
      {
        tool: 'fetch',
        url,
        ...(method !== undefined && { method }),
      },
    ).effect;

  it.each([
    [{ ports: [80] }, 'http://example.com/', undefined, 'reject'],
    [{ ports: [80] }, 'https://example.com/', undefined, 'ask'],
    [{ schemes: ['http', 'ftp'] }, 'http://example.com/', undefined, 'reject'],
    [{ schemes: ['http', 'ftp'] }, 'https://example.com/', undefined, 'ask'],
    [{ methods: ['POST', 'PUT'] }, 'https://example.com/', undefined, 'ask'],
    [{ methods: ['POST', 'PUT'] }, 'https://example.com/', 'post', 'reject'],
    [{ except: ['*.example.com'] }, 'https://a.example.com/', undefined, 'ask'],
    [{ hosts: ['10.0.0.0/8'] }, 'http://10.9.8.7/', undefined, 'reject'],
    [{ hosts: ['fd00::/8'] }, 'http://[fd00::1]:81/', undefined, 'reject'],
  ])('%j: %s %s is %s', (rule, url, method, effect) => {
    expect(fetch(rule, url, method)).toBe(effect);
  });

  it('asks where a command does not tell the method', () => {
    const policy = {
      defaults: { medium: 'allow' },
      network: [
        { id: 'read', effect: 'allow', hosts: ['api.example.com'] },
        { id: 'change', effect: 'reject', hosts: ['api.example.com'], methods: ['DELETE'] },
      ],
    };
    expect(shell(policy, 'wget https://api.example.com/x')).toMatchObject({ effect: 'ask' });
    expect(decided(policy, { tool: 'fetch', url: 'https://api.example.com/x' }).effect).toBe('allow');
  });

  it('reads a file by its address as a file', () => {
    expect(decided({}, { tool: 'fetch', url: 'file:///home/dev/.ssh/id_rsa' }).effect).toBe('reject');
    expect(decided({}, { tool: 'fetch', url: 'file:///home/dev/%2essh/id_rsa' }).effect).toBe('reject');
    expect(decided({}, { tool: 'fetch', url: 'file:///home/dev/%E0%A4%A' }).effect).toBe('ask');
  });
});

describe('a tool rule', () => {
  const policy = {
    tools: [
      {
        id: 'own-repos',
        effect: 'allow',
        server: 'github',
        tool: 'create_*',
        arguments: {
          owner: { equals: 'acme' },
          'files.*.path': { within: 'docs/**' },
          title: { matches: ['docs: *', 'chore: *'], longest: 20 },
          count: { atLeast: 1, atMost: 5 },
          draft: { present: false },
        },
      },
    ],
  };
  const good = { owner: 'acme', files: [{ path: 'docs/a.md' }], title: 'docs: a', count: 2 };
  const call = (over: object) =>
    decided(policy, { tool: 'mcp', server: 'github', name: 'create_pr', arguments: { ...good, ...over } }).effect;

  it.each([
    [{}, 'allow'],
    [{ owner: 'other' }, 'ask'],
    [{ files: [{ path: 'docs/a.md' }, { path: 'docs/../.ssh/id' }] }, 'ask'],
    [{ files: [] }, 'ask'],
    [{ title: 'feat: a' }, 'ask'],
    [{ title: `docs: ${'x'.repeat(20)}` }, 'ask'],
    [{ count: 6 }, 'ask'],
    [{ count: '2' }, 'ask'],
    [{ draft: true }, 'ask'],
    [{ __proto__: null, toString: 1 }, 'allow'],
  ])('with %j: %s', (over, effect) => {
    expect(call(over)).toBe(effect);
  });

  it('reads the host of an address', () => {
    const fetches = {
      tools: [{ id: 'a', effect: 'allow', server: 'web', tool: 'get', arguments: { url: { host: '*.example.com' } } }],
    };
    const get = (url: unknown) =>
      decided(fetches, { tool: 'mcp', server: 'web', name: 'get', arguments: { url } }).effect;
    expect([get('https://a.example.com/x'), get('https://example.com.evil.io'), get(7)]).toEqual([
      'allow',
      'ask',
      'ask',
    ]);
  });
});

describe('MCP servers', () => {
  const policy = {
    otherwise: { servers: 'reject', tools: 'allow' },
    servers: [
      { id: 'ours', effect: 'allow', url: 'https://mcp.example.com/*' },
      { id: 'files', effect: 'allow', command: 'npx -y @example/files@1.2.3' },
    ],
  };
  const speak = (origin?: { url?: string; command?: string }) =>
    decided(policy, { tool: 'mcp', server: 'x', name: 'y', arguments: {}, ...(origin && { origin }) });

  it('are known by what they are, not by their name', () => {
    expect(speak({ url: 'https://mcp.example.com/v1?token=1' }).effect).toBe('allow');
    expect(speak({ url: 'HTTPS://mcp.example.com:443/v1' }).effect).toBe('allow');
    expect(speak({ url: 'https://mcp.example.com.evil.io/v1' }).effect).toBe('reject');
    expect(speak({ url: 'https://mcp.example.com@evil.io/' }).effect).toBe('reject');
    expect(speak({ command: 'npx -y @example/files@1.2.3' }).effect).toBe('allow');
    expect(speak({ command: 'npx -y @example/files@1.2.3 --root /' }).effect).toBe('reject');
  });

  it('that the agent does not tell of fit no rule', () => {
    expect(speak()).toMatchObject({ effect: 'reject', rules: ['otherwise/servers'] });
  });

  it('are nobody’s concern where the policy has no list of them', () => {
    expect(
      decided({ tools: [{ id: 'a', effect: 'allow' }] }, { tool: 'mcp', server: 'x', name: 'y', arguments: {} }).effect,
    ).toBe('allow');
  });
});

describe('models', () => {
  const policy = { models: [{ id: 'ours', effect: 'allow', provider: ['anthropic', 'bedrock'], model: 'claude-*' }] };
  const use = (document: object, provider: string, model: string) =>
    decided(document, { tool: 'model', provider, model }).effect;

  it('are allowed by a list, and asked about beside it', () => {
    expect(use(policy, 'Anthropic', 'Claude-Opus')).toBe('allow');
    expect(use(policy, 'openai', 'claude-x')).toBe('ask');
    expect(use({ ...policy, otherwise: { models: 'reject' } }, 'openai', 'gpt')).toBe('reject');
    expect(use({}, 'openai', 'gpt')).toBe('allow');
  });
});

describe('a session', () => {
  const policy = { session: { isolation: 'container', maxMinutes: 60 }, autonomy: { max: 'medium' } };
  const ls = (session?: World['session']) => shell(policy, 'ls', session && { session });

  it.each([
    [{ isolation: 'container', autonomy: 'medium', minutes: 60 }, 'allow'],
    [{ isolation: 'vm', autonomy: 'off', minutes: 0 }, 'allow'],
    [{ isolation: 'sandbox', autonomy: 'off', minutes: 0 }, 'reject'],
    [{ isolation: 'vm', autonomy: 'high', minutes: 0 }, 'reject'],
    [{ isolation: 'vm', autonomy: 'off', minutes: 61 }, 'reject'],
    [{ isolation: 'vm', autonomy: 'off' }, 'ask'],
  ] as const)('like %j: %s', (session, effect) => {
    expect(ls(session).effect).toBe(effect);
  });

  it('that says nothing of itself is asked about', () => {
    expect(ls().effect).toBe('ask');
    expect(decided(policy, { tool: 'session' }).rules).toContain('builtin/session-isolation');
  });
});

describe('what no rule names', () => {
  it('is answered by its section where the policy says so', () => {
    const policy = { otherwise: { network: 'reject', commands: 'reject', tools: 'allow' } };
    expect(decided(policy, { tool: 'fetch', url: 'https://example.com' })).toMatchObject({
      effect: 'reject',
      rules: ['otherwise/network'],
    });
    expect(shell(policy, 'ls').effect).toBe('reject');
    expect(decided(policy, { tool: 'other', name: 'Todo', input: {} }).effect).toBe('allow');
  });
});

describe('built-in protections', () => {
  const read = (document: object, path: string) => decided(document, { tool: 'read', path, cwd }).effect;
  const write = (document: object, path: string) => decided(document, { tool: 'write', path, cwd }).effect;

  it('can be widened, narrowed and answered otherwise', () => {
    const policy = {
      protections: {
        secretFiles: { effect: 'ask', add: ['config/prod.yaml'], except: ['test/fixtures/**'] },
        protectedFiles: { add: ['deploy/**'], except: ['.vscode/settings.json'] },
        workspace: { effect: 'ask' },
      },
    };
    expect(read(policy, 'config/prod.yaml')).toBe('ask');
    expect(read(policy, '.env')).toBe('ask');
    expect(read(policy, 'test/fixtures/a.key')).toBe('allow');
    expect(write(policy, 'deploy/a.yaml')).toBe('reject');
    expect(read(policy, 'deploy/a.yaml')).toBe('allow');
    expect(write(policy, '.vscode/settings.json')).toBe('allow');
    expect(write(policy, '/srv/x')).toBe('ask');
    expect(write({}, '/srv/x')).toBe('reject');
  });
});

describe('monitor mode', () => {
  it('of a rule never loosens what binds without it', () => {
    const policy = {
      commands: [
        { id: 'watched', effect: 'reject', mode: 'monitor', program: 'some-unknown-tool' },
        { id: 'also', effect: 'allow', mode: 'monitor', program: 'other-tool' },
      ],
    };
    expect(shell(policy, 'some-unknown-tool')).toMatchObject({ effect: 'ask', wouldBe: 'reject', mode: 'monitor' });
    const allowed = shell(policy, 'other-tool');
    expect(allowed).toMatchObject({ effect: 'ask', wouldBe: 'allow', mode: 'monitor' });
    expect(allowed.rules).toContain('also');
    expect(allowed.effects[0]).toMatchObject({ monitored: ['also'], bound: 'ask' });
  });

  it('of the policy binds nothing', () => {
    expect(shell({ mode: 'monitor' }, 'rm -rf /etc')).toMatchObject({ effect: 'allow', wouldBe: 'reject' });
  });
});

describe('the sentence for a developer', () => {
  it('names the part, the reason, the rule, what is allowed instead, and whom to ask', () => {
    const { sentence } = shell(
      {
        contact: '#security',
        commands: [
          {
            id: 'no-publish',
            effect: 'reject',
            program: 'npm',
            subcommand: 'publish',
            reason: 'Releases go through CI.',
            instead: 'Open a pull request.',
            contact: '#releases',
          },
        ],
      },
      'npm test && npm publish --tag x',
    );
    expect(sentence).toBe(
      'Your organisation’s policy refused this: “npm publish --tag x”. Releases go through CI. (rule no-publish). Open a pull request. Questions: #releases.',
    );
  });

  it('shows nothing that a terminal would obey', () => {
    const { sentence } = shell({}, "ls; rm '/etc/\u001b[2J\u202ex'");
    expect(sentence).not.toMatch(/[\u001b\u202e]/);
  });
});
