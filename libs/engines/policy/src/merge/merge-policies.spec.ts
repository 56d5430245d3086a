import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EFFECTS, type LayerKind, SETTINGS, type Waiver, type WrittenPolicy } from '#contracts';
import { compilePolicy } from '../compile-policy.js';
import { decide } from '../decide.js';
import type { Decision, ToolRequest, World } from '../request.js';
import { joined } from './join.js';
import { type PolicyLayerDocument, saidBy } from './layer.js';
import { mergePolicies } from './merge-policies.js';
import { compareStrictness, impliedValue } from './strictness.js';

const world: World = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
  session: { autonomy: 'medium', isolation: 'sandbox', minutes: 30 },
};
const cwd = world.workspace;
const layer = (kind: LayerKind, id: string, document: Omit<WrittenPolicy, 'version'>): PolicyLayerDocument => ({
  kind,
  id,
  document: { version: 1, ...document },
});
const ask = (layers: readonly PolicyLayerDocument[], request: ToolRequest, waivers: readonly Waiver[] = []): Decision =>
  decide(
    compilePolicy(
      mergePolicies(layers, { waivers, subject: { org: 'o', user: 'u', groups: ['a', 'b'], project: 'p' } }),
    ),
    request,
    world,
  );
const shell = (command: string): ToolRequest => ({ tool: 'shell', command, cwd });
const order = (effect: string): number => (EFFECTS as readonly string[]).indexOf(effect);

describe('layers', () => {
  const org = layer('org', 'o', {
    name: 'Acme',
    commands: [{ id: 'no-make', effect: 'reject', program: 'make' }],
    defaults: { medium: 'ask' },
  });

  it('by themselves say what the org says, and where it comes from', () => {
    const merged = mergePolicies([org]);
    expect(merged).toMatchObject({ name: 'Acme', defaults: { low: 'allow', medium: 'ask', high: 'reject' } });
    expect(merged.resolution).toMatchObject({
      layers: [{ kind: 'org', id: 'o' }],
      rules: { commands: [0] },
      values: { 'defaults.medium': 0 },
    });
  });

  it('may tighten and, where nothing is locked, loosen what is above', () => {
    const project = layer('project', 'p', {
      commands: [{ id: 'no-make', effect: 'allow', program: 'make' }],
      defaults: { medium: 'allow', low: 'ask' },
    });
    expect(ask([org], shell('make')).effect).toBe('reject');
    expect(ask([org, project], shell('make')).effect).toBe('allow');
    expect(ask([org, project], shell('some-unknown-tool')).effect).toBe('allow');
    expect(ask([org, project], shell('ls'))).toMatchObject({
      effect: 'ask',
      effects: [{ rule: 'default/low', layer: { kind: 'project', id: 'p' } }],
    });
  });

  it('cannot loosen a locked rule or value, and the merge says what it refused', () => {
    const locked = layer('org', 'o', { ...org.document, locks: ['rules/no-*', 'defaults'] });
    const project = layer('project', 'p', {
      commands: [
        { id: 'no-make', effect: 'allow', program: 'make' },
        { id: 'tool', effect: 'allow', program: 'some-unknown-tool' },
      ],
      defaults: { medium: 'allow' },
    });
    const merged = mergePolicies([locked, project]);
    expect(merged.resolution?.refused).toEqual([
      { what: 'defaults.medium', layer: 1, lockedBy: 0 },
      { what: 'rules/no-make', layer: 1, lockedBy: 0 },
    ]);
    expect(ask([locked, project], shell('make')).effect).toBe('reject');
    expect(ask([locked, project], shell('some-unknown-tool'))).toMatchObject({
      effect: 'ask',
      rules: ['default/medium'],
    });
  });

  it('let the layer that locks, and those above it, keep their own exceptions', () => {
    const locked = layer('org', 'o', {
      commands: [{ id: 'tool', effect: 'allow', program: 'some-unknown-tool' }],
      locks: ['defaults'],
    });
    expect(ask([locked], shell('some-unknown-tool')).effect).toBe('allow');
    const project = layer('project', 'p', { commands: [{ id: 'other', effect: 'ask', program: 'some-unknown-tool' }] });
    expect(ask([locked, project], shell('some-unknown-tool')).effect).toBe('ask');
  });

  it('that only watch and may not switch the policy off watch with their own rules', () => {
    const locked = layer('org', 'o', { locks: ['rules/x'] });
    const group = layer('group', 'a', {
      mode: 'monitor',
      commands: [{ id: 'pilot', effect: 'reject', program: 'ls' }],
    });
    expect(ask([locked, group], shell('ls'))).toMatchObject({ effect: 'allow', wouldBe: 'reject' });
    expect(ask([locked, group], shell('rm -rf /etc')).effect).toBe('reject');
    expect(ask([layer('org', 'o', {}), group], shell('rm -rf /etc')).effect).toBe('allow');
  });

  it('of two groups: the strictest of those that speak wins', () => {
    const a = layer('group', 'a', { defaults: { medium: 'allow' }, session: { maxMinutes: 60 } });
    const b = layer('group', 'b', { session: { maxMinutes: 30, isolation: 'container' } });
    const c = layer('group', 'c', { defaults: { medium: 'reject' } });
    expect(mergePolicies([org, a, b])).toMatchObject({
      defaults: { medium: 'allow' },
      session: { maxMinutes: 30, isolation: 'container' },
    });
    expect(mergePolicies([org, a, b, c]).defaults.medium).toBe('reject');
  });

  it('except from a protection only what all groups that speak except', () => {
    const except = (id: string, list: string[]) =>
      layer('group', id, { protections: { secretFiles: { except: list } } });
    const merged = mergePolicies([org, except('a', ['x', 'y']), except('b', ['y', 'z'])]);
    expect(merged.protections?.secretFiles?.except).toEqual(['y']);
  });
});

describe('a waiver', () => {
  const org = layer('org', 'o', {
    commands: [
      { id: 'no-make', effect: 'reject', program: 'make' },
      { id: 'never', effect: 'reject', program: 'ncat', waivable: false },
    ],
    paths: [{ id: 'frozen', effect: 'reject', access: ['write'], match: ['db/**'] }],
    network: [{ id: 'no-net', effect: 'reject', hosts: ['*'] }],
    locks: ['*'],
  });
  const waiver = (over: Partial<Waiver>): Waiver => ({
    id: 'w1',
    rules: ['no-make'],
    effect: 'allow',
    subject: { kind: 'user', id: 'u' },
    expires: '2030-02-01T00:00:00Z',
    ...over,
  });
  const make = (over: Partial<Waiver>) => ask([org], shell('make all'), [waiver(over)]);

  it('loosens the rules that it names, for whom it names, and says so', () => {
    expect(make({})).toMatchObject({ effect: 'allow', rules: expect.arrayContaining(['waiver/w1']) });
    expect(make({}).effects[0]).toMatchObject({ rule: 'no-make', waiver: 'w1' });
    expect(make({ effect: 'ask' }).effect).toBe('ask');
    expect(make({ rules: ['other'] }).effect).toBe('reject');
  });

  it.each([
    [{ subject: { kind: 'user', id: 'v' } }, 'reject'],
    [{ subject: { kind: 'group', id: 'b' } }, 'allow'],
    [{ subject: { kind: 'group', id: 'c' } }, 'reject'],
    [{ subject: { kind: 'project', id: 'p' } }, 'allow'],
    [{ subject: { kind: 'org', id: 'o' } }, 'allow'],
    [{ expires: '2030-01-01T00:00:00Z' }, 'reject'],
    [{ expires: '2029-12-31T00:00:00Z' }, 'reject'],
    [{ from: '2030-01-01T00:00:00Z' }, 'allow'],
    [{ from: '2030-01-01T00:00:01Z' }, 'reject'],
    [{ bounds: { programs: 'make' } }, 'allow'],
    [{ bounds: { programs: 'make', arguments: ['all'] } }, 'allow'],
    [{ bounds: { programs: 'make', arguments: ['clean'] } }, 'reject'],
    [{ bounds: { hosts: '*' } }, 'reject'],
    [{ bounds: { programs: 'make', paths: '**' } }, 'reject'],
  ] as const)('with %j: %s', (over, effect) => {
    expect(make(over as unknown as Partial<Waiver>).effect).toBe(effect);
  });

  it('for paths holds inside them alone', () => {
    const write = (path: string) =>
      ask([org], { tool: 'write', path, cwd }, [waiver({ rules: ['frozen'], bounds: { paths: 'db/seed/**' } })]).effect;
    expect([write('db/seed/a.sql'), write('db/seed/../a.sql')]).toEqual(['allow', 'reject']);
  });

  it('leaves alone what may not be waived, and what an agent should never do', () => {
    expect(ask([org], shell('ncat'), [waiver({ rules: ['*'] })]).effect).not.toBe('allow');
    expect(ask([org], shell('LD_PRELOAD=/tmp/x.so ls'), [waiver({ rules: ['*'] })]).effect).toBe('reject');
  });

  it('excepts from what only a default refuses inside bounds alone', () => {
    const tool = shell('some-unknown-tool --now');
    const bare = layer('org', 'o', {});
    const unbounded = waiver({ rules: ['*'] });
    expect(ask([bare], tool, [unbounded]).effect).toBe('ask');
    const bounded = waiver({ rules: ['default/medium'], bounds: { programs: 'some-unknown-tool' } });
    expect(ask([bare], tool, [bounded])).toMatchObject({ effect: 'allow', rules: ['default/medium', 'waiver/w1'] });
    expect(ask([bare], shell('other-tool'), [bounded]).effect).toBe('ask');
  });

  it('of one rule does not lift another that says the same', () => {
    const both = layer('project', 'p', { commands: [{ id: 'own', effect: 'reject', program: 'make' }] });
    expect(ask([org, both], shell('make'), [waiver({})])).toMatchObject({ effect: 'reject', rules: ['own'] });
  });
});

const effect = fc.constantFrom(...EFFECTS);
const id = fc.constantFrom('a', 'b', 'c');
const common = { id, effect, mode: fc.constantFrom('enforce' as const, 'monitor' as const) };
const maybe = <Of>(of: fc.Arbitrary<Of>) => fc.option(of, { nil: undefined, freq: 3 });
const written = fc
  .record({
    mode: maybe(fc.constantFrom('enforce' as const, 'monitor' as const)),
    defaults: maybe(fc.record({ low: maybe(effect), medium: maybe(effect), high: maybe(effect) })),
    otherwise: maybe(
      fc.record({
        commands: maybe(effect),
        network: maybe(effect),
        tools: maybe(effect),
        servers: maybe(effect),
        models: maybe(effect),
      }),
    ),
    protections: maybe(
      fc.record({
        workspace: maybe(fc.record({ effect: maybe(effect) })),
        secretFiles: maybe(
          fc.record({
            effect: maybe(effect),
            add: maybe(fc.subarray(['src/**', '.git/hooks/**'], { minLength: 1 })),
            except: maybe(fc.subarray(['**/.env', 'src/**'], { minLength: 1 })),
          }),
        ),
        protectedFiles: maybe(fc.record({ effect: maybe(effect), add: maybe(fc.subarray(['src/**'])) })),
      }),
    ),
    session: maybe(
      fc.record({
        isolation: maybe(fc.constantFrom('none' as const, 'sandbox' as const, 'vm' as const)),
        maxMinutes: maybe(fc.constantFrom(10, 60)),
        effect: maybe(effect),
      }),
    ),
    autonomy: maybe(
      fc.record({ max: fc.constantFrom('low' as const, 'medium' as const, 'high' as const), effect: maybe(effect) }),
    ),
    commands: fc.array(
      fc.record(
        { ...common, program: fc.constantFrom('ls', 'some-tool', '*'), subcommand: maybe(fc.constantFrom('x', '*')) },
        { requiredKeys: ['id', 'effect', 'program'] },
      ),
      { maxLength: 3 },
    ),
    paths: fc.array(fc.record({ ...common, match: fc.subarray(['src/**', '**', '/tmp/**'], { minLength: 1 }) }), {
      maxLength: 2,
    }),
    network: fc.array(
      fc.record({
        ...common,
        hosts: fc.subarray(['*', 'example.com'], { minLength: 1 }),
        methods: maybe(fc.subarray(['POST' as const], { minLength: 1 })),
      }),
      {
        maxLength: 2,
      },
    ),
    tools: fc.array(fc.record({ ...common, server: fc.constantFrom('*', 'x') }), { maxLength: 2 }),
    servers: maybe(fc.array(fc.record({ ...common, name: fc.constantFrom('*', 'y') }), { minLength: 1, maxLength: 2 })),
    models: maybe(fc.array(fc.record({ ...common, model: fc.constantFrom('*', 'y') }), { minLength: 1, maxLength: 2 })),
  })
  .map((document) => withoutUndefined(document) as Omit<WrittenPolicy, 'version'>);

function withoutUndefined(value: object): unknown {
  return JSON.parse(JSON.stringify(value));
}

const requests: readonly ToolRequest[] = [
  shell('ls'),
  shell('some-tool --verbose y x'),
  shell('some-tool x && rm -rf /etc'),
  shell('$CMD'),
  shell('wget https://example.com/a'),
  ...['src/a.ts', '.env', '/tmp/x', '/etc/passwd', '.git/hooks/pre-commit', 'src/.env'].flatMap(
    (path): ToolRequest[] => [
      { tool: 'write', path, cwd },
      { tool: 'read', path, cwd },
    ],
  ),
  { tool: 'fetch', url: 'https://example.com', method: 'POST' },
  { tool: 'fetch', url: 'https://other.example' },
  { tool: 'mcp', server: 'x', name: 't', arguments: {} },
  { tool: 'model', provider: 'p', model: 'm' },
  { tool: 'session' },
];

describe('the merge', () => {
  const LOCKABLE = [
    '*',
    'mode',
    'defaults',
    'defaults.high',
    'otherwise',
    'protections',
    'session',
    'autonomy',
    'rules/*',
  ];

  it('lets no lower layer loosen a policy that is locked whole, whatever it writes', () => {
    fc.assert(
      fc.property(written, fc.array(written, { maxLength: 2 }), written, (top, groups, project) => {
        const org = layer('org', 'o', { ...top, locks: ['*'] });
        const below = [
          ...groups.map((document, at) => layer('group', String(at), document)),
          layer('project', 'p', project),
        ];
        const [alone, all] = [compilePolicy(mergePolicies([org])), compilePolicy(mergePolicies([org, ...below]))];
        for (const request of requests) {
          const [before, after] = [decide(alone, request, world), decide(all, request, world)];
          expect(order(after.effect), JSON.stringify(request)).toBeGreaterThanOrEqual(order(before.effect));
        }
      }),
      { numRuns: 400 },
    );
  });

  it('keeps each locked value at least as strict as the layer that locked it', () => {
    fc.assert(
      fc.property(written, written, written, fc.subarray(LOCKABLE, { minLength: 1 }), (top, middle, bottom, locks) => {
        const org = layer('org', 'o', { ...top, locks });
        const merged = mergePolicies([org, layer('group', 'g', middle), layer('project', 'p', bottom)]);
        const [before, after] = [mergePolicies([org]), merged].map((one) =>
          saidBy({ kind: 'org', id: 'o', document: one }, 0),
        );
        const said = new Map([...before!.values].map(([setting, { value }]) => [setting, value]));
        for (const setting of SETTINGS) {
          if (!locks.some((what) => what === '*' || what === setting || setting.startsWith(`${what}.`))) continue;
          const [was, is] = [said.get(setting) ?? impliedValue(setting, said), after!.values.get(setting)?.value];
          if (is !== undefined) expect(compareStrictness(setting, is, was), setting).toBeGreaterThanOrEqual(0);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('answers no deed softer that only a locked default answered, whatever rules stand below', () => {
    fc.assert(
      fc.property(written, written, written, (top, group, project) => {
        const org = layer('org', 'o', { ...top, locks: ['defaults'] });
        const below = [layer('group', 'g', group), layer('project', 'p', project)];
        const [alone, all] = [compilePolicy(mergePolicies([org])), compilePolicy(mergePolicies([org, ...below]))];
        for (const request of requests) {
          const [before, after] = [decide(alone, request, world), decide(all, request, world)];
          before.effects.forEach((one, at) => {
            if (one.deed.kind === 'session' || !one.rule.startsWith('default/') || one.monitored.length > 0) return;
            expect(order(after.effects[at]!.bound), JSON.stringify(one.deed)).toBeGreaterThanOrEqual(order(one.bound));
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it('does not depend on the order in which layers of one kind are given', () => {
    fc.assert(
      fc.property(written, fc.array(written, { minLength: 2, maxLength: 4 }), (top, groups) => {
        const org = layer('org', 'o', top);
        const layers = groups.map((document, at) => layer('group', String(at), document));
        expect(mergePolicies([...layers.toReversed(), org])).toEqual(mergePolicies([org, ...layers]));
      }),
      { numRuns: 100 },
    );
  });

  it('takes of every value the strictest that a group says, when each says it', () => {
    fc.assert(
      fc.property(fc.array(effect, { minLength: 1, maxLength: 4 }), (effects) => {
        const layers = effects.map((medium, at) => layer('group', String(at), { defaults: { medium } }));
        const strictest = effects.reduce((a, b) => (order(b) > order(a) ? b : a));
        expect(mergePolicies([layer('org', 'o', {}), ...layers]).defaults.medium).toBe(strictest);
      }),
    );
  });

  it('joins peers associatively, commutatively and idempotently', () => {
    const told = (said: ReturnType<typeof saidBy>) => ({
      values: Object.fromEntries(
        [...said.values]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, { value }]) => [key, Array.isArray(value) ? [...value].sort() : value]),
      ),
      rules: new Set(said.rules.map(({ rule, section }) => JSON.stringify([section, rule]))),
      locks: said.locks,
    });
    fc.assert(
      fc.property(written, written, written, (x, y, z) => {
        const [a, b, c] = [x, y, z].map((document, at) => saidBy(layer('group', String(at), document), at));
        expect(told(joined(joined(a!, b!), c!))).toEqual(told(joined(a!, joined(b!, c!))));
        expect(told(joined(a!, b!))).toEqual(told(joined(b!, a!)));
        expect(told(joined(a!, a!))).toEqual(told(a!));
      }),
      { numRuns: 200 },
    );
  });

  it('answers as the org alone where nobody else speaks', () => {
    fc.assert(
      fc.property(written, (top) => {
        const org = layer('org', 'o', top);
        const [alone, all] = [
          mergePolicies([org]),
          mergePolicies([org, layer('group', 'g', {}), layer('project', 'p', {})]),
        ];
        for (const request of requests)
          expect(decide(compilePolicy(all), request, world).effect).toBe(
            decide(compilePolicy(alone), request, world).effect,
          );
      }),
      { numRuns: 50 },
    );
  });
});
