import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  authoredPolicy,
  type BundleProjects,
  EFFECTS,
  policyDocument,
  RULE_SECTIONS,
  type WrittenPolicy,
} from '#contracts';
import { compilePolicy } from '../compile-policy.js';
import { decide } from '../decide.js';
import type { PolicyDocument } from '#contracts';
import type { PolicyLayerDocument } from './layer.js';
import { mergeLayers } from './merge-layers.js';
import { mergePolicies } from './merge-policies.js';
import { policyInProjects, projectsOf } from './project-policy.js';

const effect = fc.constantFrom(...EFFECTS);
const maybe = <Of>(of: fc.Arbitrary<Of>) => fc.option(of, { nil: undefined, freq: 2 });
const program = fc.constantFrom('ls', 'some-tool', '*');
const document = fc.record({
  mode: maybe(fc.constantFrom('enforce' as const, 'monitor' as const)),
  defaults: maybe(fc.record({ low: maybe(effect), medium: maybe(effect), high: maybe(effect) })),
  otherwise: maybe(fc.record({ commands: maybe(effect), network: maybe(effect) })),
  protections: maybe(
    fc.record({
      workspace: maybe(fc.record({ effect: maybe(effect) })),
      secretFiles: maybe(fc.record({ except: maybe(fc.constant(['**/.env'])), effect: maybe(effect) })),
    }),
  ),
  commands: fc.array(fc.record({ id: fc.constantFrom('a', 'b', 'c'), effect, program }), { maxLength: 3 }),
  paths: maybe(
    fc.array(fc.record({ id: fc.constantFrom('a', 'd'), effect, match: fc.constant(['src/**']) }), { maxLength: 1 }),
  ),
  locks: maybe(fc.subarray(['defaults', 'rules/a', 'protections'])),
});

/** As a layer travels: as written, its rules with their defaults. */
function layerOf(given: object): WrittenPolicy {
  const written = JSON.parse(JSON.stringify({ version: 1, ...given })) as WrittenPolicy;
  const parsed = authoredPolicy.parse(written);
  const sections = RULE_SECTIONS.flatMap((section) =>
    written[section] === undefined ? [] : [[section, parsed[section]]],
  );
  return { ...written, ...Object.fromEntries(sections) };
}

const world = {
  workspace: '/home/dev/app',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2030-01-01T00:00:00Z'),
  session: { autonomy: 'low', isolation: 'vm', minutes: 0 },
} as const;
const REQUESTS = [
  { tool: 'shell', command: 'ls', cwd: world.workspace },
  { tool: 'shell', command: 'some-tool x', cwd: world.workspace },
  { tool: 'shell', command: 'rm -rf /etc', cwd: world.workspace },
  { tool: 'read', path: '.env', cwd: world.workspace },
  { tool: 'write', path: 'src/a.ts', cwd: world.workspace },
  { tool: 'fetch', url: 'https://x.test/' },
] as const;
const answers = (policy: PolicyDocument): readonly number[] =>
  REQUESTS.map((request) => EFFECTS.indexOf(decide(compilePolicy(policy), request, world).effect));

const bundled = (base: readonly WrittenPolicy[], layers: BundleProjects['layers']): BundleProjects => ({
  subject: { org: 'o', groups: [] },
  base: base.map((layer, at) => ({ kind: at === 0 ? 'org' : 'group', id: `l${at}`, document: layer })),
  layers,
  waivers: [],
});
const project = (id: string, layer: object, mayLoosen: boolean): BundleProjects['layers'][number] => ({
  id,
  name: id,
  remotes: [`git.test/${id}`],
  mayLoosen,
  document: layerOf(layer),
});

describe('the policy in a project', () => {
  it('is found by any of a workspace’s remotes', () => {
    const projects = bundled([layerOf({})], [project('a', {}, false), project('b', {}, false)]);
    expect(projectsOf(projects, ['git.test/x', 'git.test/b']).map(({ id }) => id)).toEqual(['b']);
    expect(projectsOf(projects, [])).toEqual([]);
  });

  it('never answers softer than what holds anyway to who is of no team that answers for it', () => {
    fc.assert(
      fc.property(document, document, document, (org, group, own) => {
        const base = [layerOf(org), layerOf(group)];
        const projects = bundled(base, [project('p', own, false)]);
        const outside = answers(policyInProjects(projects, []));
        const inside = answers(policyInProjects(projects, projects.layers));
        inside.forEach((answer, at) => expect(answer).toBeGreaterThanOrEqual(outside[at] ?? 0));
      }),
      { numRuns: 300 },
    );
  });

  it('holds what silence implies of a locked value as strict as a layer between has made it', () => {
    const [org, group] = [layerOf({ locks: ['defaults'] }), layerOf({ defaults: { low: 'reject' } })];
    const projects = bundled([org, group], [project('p', { otherwise: { commands: 'ask' } }, false)]);
    expect(answers(policyInProjects(projects, projects.layers))[0]).toBe(EFFECTS.indexOf('reject'));
  });

  it('may be softer to who is of all the teams that answer, and of no fewer', () => {
    const strict = layerOf({ commands: [{ id: 'a', program: 'ls', effect: 'reject' }] });
    const mild = { commands: [{ id: 'a', program: 'ls', effect: 'allow' }] };
    const of = (...layers: BundleProjects['layers']) => answers(policyInProjects(bundled([strict], layers), layers))[0];
    expect(of(project('p', mild, true))).toBe(EFFECTS.indexOf('allow'));
    expect(of(project('p', mild, false))).toBe(EFFECTS.indexOf('reject'));
    expect(of(project('p', mild, true), project('q', {}, false))).toBe(EFFECTS.indexOf('reject'));
  });

  it('takes a waiver for a project from its own people alone', () => {
    const strict = layerOf({ commands: [{ id: 'a', program: 'ls', effect: 'reject' }] });
    const waiver = { id: 'w', rules: ['a'], effect: 'allow', expires: '2031-01-01T00:00:00Z' } as const;
    const of = (mayLoosen: boolean) => {
      const layers = [project('p', {}, mayLoosen)];
      const projects = {
        ...bundled([strict], layers),
        waivers: [{ ...waiver, rules: ['a'], subject: { kind: 'project' as const, id: 'p' } }],
      };
      return answers(policyInProjects(projects, layers))[0];
    };
    expect([of(true), of(false)]).toEqual([EFFECTS.indexOf('allow'), EFFECTS.indexOf('reject')]);
  });
});

describe('the merge without a schema', () => {
  it('is the merge with one, for layers that were checked before', () => {
    fc.assert(
      fc.property(document, document, document, (a, b, c) => {
        const layers: PolicyLayerDocument[] = [
          { kind: 'org', id: 'o', document: layerOf(a) },
          { kind: 'group', id: 'g', document: layerOf(b) },
          { kind: 'project', id: 'p', document: layerOf(c) },
        ];
        const merged = mergeLayers(layers);
        expect(policyDocument.parse(merged)).toEqual(JSON.parse(JSON.stringify(merged)));
        expect(mergePolicies(layers)).toEqual(JSON.parse(JSON.stringify(merged)));
      }),
      { numRuns: 300 },
    );
  });
});
