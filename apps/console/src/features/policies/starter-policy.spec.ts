import { describe, expect, it } from 'vitest';
import { compilePolicy, decide, parsePolicy } from '#engines/policy';
import { STARTER_POLICY } from './starter-policy.js';

const world = {
  workspace: '/home/ada/shop',
  home: '/home/ada',
  platform: 'linux' as const,
  now: new Date('2026-11-23T12:00:00Z'),
};

describe('the policy that a new organisation is offered', () => {
  const parsed = parsePolicy(STARTER_POLICY, 'yaml');

  it('can be published as it stands', () => {
    expect(parsed).toMatchObject({ ok: true, warnings: [] });
  });

  it.each([
    ['ls -la', 'allow'],
    ['git push --force origin main', 'reject'],
    ['cat ~/.ssh/id_ed25519', 'reject'],
  ] as const)('answers `%s` with %s', (command, effect) => {
    if (!parsed.ok) throw new Error('It does not parse.');
    const decision = decide(compilePolicy(parsed.document), { tool: 'shell', command, cwd: world.workspace }, world);
    expect(decision.effect).toBe(effect);
  });
});
