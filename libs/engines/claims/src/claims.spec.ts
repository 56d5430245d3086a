import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ClaimCondition, judgeClaims } from './claim-condition.js';
import { matchesGlob } from './glob.js';
import { flawsOf } from './issuer-preset.js';
import { faultOfAudience, faultOfTimes } from './token-times.js';

const GITHUB = 'https://token.actions.githubusercontent.com';
const glob = (claim: string, ...values: string[]): ClaimCondition => ({ claim, match: 'glob', values });
const exact = (claim: string, ...values: string[]): ClaimCondition => ({ claim, match: 'exact', values });

describe('a pattern', () => {
  it.each([
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/app:ref:refs/heads/main', true],
    ['repo:acme/*:ref:refs/heads/main', 'repo:acme/app:pull_request:ref:refs/heads/main', false],
    ['repo:acme/*', 'repo:acme/app:ref:refs/heads/main', false],
    ['repo:acme/**', 'repo:acme/app:ref:refs/heads/main', true],
    ['refs/heads/*', 'refs/heads/release/1', false],
    ['refs/heads/release/*', 'refs/heads/release/1', true],
    ['refs/tags/v?.?', 'refs/tags/v1.2', true],
    ['refs/tags/v?.?', 'refs/tags/v10.2', false],
    ['acme/app', 'Acme/app', false],
    ['acme/app', 'acme/app-evil', false],
    ['acme/*', 'acme/', true],
    ['acme.app', 'acmeXapp', false],
    ['[a]', 'a', false],
    ['', '', true],
    ['', 'a', false],
    ['**', '', true],
    ['a**b', 'a/x:y/b', true],
  ])('%s, asked about %s: %s', (pattern, value, matches) => {
    expect(matchesGlob(pattern, value)).toBe(matches);
  });

  const names = fc.string({ unit: fc.constantFrom('a', 'b', '/', ':', '*', '?'), maxLength: 12 });

  it('says the same as its translation into a regular expression', () => {
    const translated = (pattern: string): RegExp =>
      new RegExp(
        `^${pattern.replace(/\*{2,}|[*?]/g, (wild) => (wild === '*' ? '[^/:]*' : wild === '?' ? '[^/:]' : '[^]*'))}$`,
      );
    fc.assert(
      fc.property(names, names, (pattern, value) => {
        expect(matchesGlob(pattern, value)).toBe(translated(pattern).test(value));
      }),
      { numRuns: 2_000 },
    );
  });

  it('takes no longer because it is unkind', () => {
    expect(matchesGlob('*a'.repeat(150), 'a'.repeat(1_999))).toBe(true);
    expect(matchesGlob(`${'*a'.repeat(150)}b`, 'a'.repeat(2_000))).toBe(false);
  });
});

describe('conditions on claims', () => {
  const claims = {
    repository: 'acme/app',
    run_number: 12,
    ref_protected: true,
    groups: ['dev', 'ops'],
    nothing: null,
    nested: { 'kubernetes.io': { namespace: 'ci' } },
    'kubernetes.io': { namespace: 'ci' },
    ratio: 0.5,
  };
  it.each([
    [exact('repository', 'acme/other', 'acme/app'), 'met'],
    [exact('repository', 'acme/*'), 'different'],
    [glob('repository', 'acme/*'), 'met'],
    [exact('run_number', '12'), 'met'],
    [exact('ref_protected', 'true'), 'met'],
    [exact('groups', 'ops'), 'met'],
    [exact('groups', 'admin'), 'different'],
    [exact('nothing', 'null'), 'missing'],
    [exact('absent', ''), 'missing'],
    [exact('nested', '[object Object]'), 'not-comparable'],
    [exact('ratio', '0.5'), 'not-comparable'],
    [exact('/kubernetes.io/namespace', 'ci'), 'met'],
    [exact('/nested/kubernetes.io/namespace', 'ci'), 'met'],
    [exact('/groups/0', 'dev'), 'missing'],
    [exact('constructor', 'x'), 'missing'],
    [glob('/__proto__/toString', '**'), 'missing'],
  ] as const)('%j is %s', (condition, verdict) => {
    expect(judgeClaims([condition], claims)).toMatchObject([{ verdict }]);
  });
});

describe('trust in an issuer', () => {
  const gravities = (issuer: string, ...conditions: ClaimCondition[]) =>
    flawsOf({ issuer, conditions }).map(({ gravity }) => gravity);

  it.each([
    ['nothing is asked', []],
    ['everything is allowed', [glob('repository', '**')]],
    ['a second condition allows everything', [exact('repository', 'acme/app'), glob('ref', '*')]],
    ['one of the values allows everything', [glob('repository', 'acme/app', '*')]],
    ['the owner may be anybody', [glob('repository', '*/app'), exact('ref', 'refs/heads/main')]],
    ['the owner is the beginning of a name', [glob('repository', 'acme*/app')]],
    ['the subject may be anybody’s', [glob('sub', 'repo:*/app:ref:refs/heads/main')]],
    ['only a branch is named', [exact('ref', 'refs/heads/main')]],
    ['half of an id is named', [glob('repository_id', '12*')]],
    ['half of an owner is named', [glob('repository_owner', 'acme*')]],
  ])('is refused where %s', (_what, conditions) => {
    expect(gravities(GITHUB, ...conditions)).toEqual(['refused']);
  });

  it.each([
    [[exact('repository_id', '12'), exact('environment', 'production')], []],
    [[exact('repository_owner', 'acme'), exact('ref', 'refs/heads/main')], ['warning']],
    [[glob('repository', 'acme/*')], ['warning', 'warning']],
    [[glob('sub', 'repo:acme/app:environment:*')], ['warning']],
  ] as const)('warns of what is weak in %j', (conditions, told) => {
    expect(gravities(GITHUB, ...conditions)).toEqual(told);
  });

  it('asks of an issuer of one’s own only that something is asked', () => {
    expect(gravities('https://gitlab.acme.example', exact('sub', 'project_path:a/b:ref_type:branch:ref:main'))).toEqual(
      [],
    );
    expect(gravities('https://gitlab.acme.example')).toEqual(['refused']);
  });
});

describe('the dates of a token', () => {
  const now = new Date('2030-01-01T00:00:00Z');
  const at = (seconds: number): number => now.getTime() / 1_000 + seconds;
  it.each([
    [{ iat: at(-10), exp: at(300) }, null],
    [{ iat: at(59), exp: at(300) }, null],
    [{ iat: at(-300), exp: at(-59) }, null],
    [{ iat: at(-10), nbf: at(59), exp: at(300) }, null],
    [{ iat: at(-300), exp: at(-60) }, /expired/],
    [{ iat: at(61), exp: at(300) }, /from now/],
    [{ iat: at(-1), nbf: at(61), exp: at(300) }, /not good before/],
    [{ iat: at(-1) }, /exp/],
    [{ exp: at(60) }, /iat/],
    [{ iat: at(-1), exp: '4102444800' }, /exp/],
    [{ iat: at(-1), exp: at(60), nbf: 'now' }, /nbf/],
    [{ iat: at(-1), exp: at(24 * 3_600 + 1) }, /longer than a day/],
    [{ iat: at(-1), exp: Number.NaN }, /exp/],
  ])('%j', (claims, fault) => {
    const told = faultOfTimes(claims, now);
    if (fault === null) expect(told).toBeNull();
    else expect(told).toMatch(fault);
  });

  it.each([
    ['castellan', true],
    [['castellan'], true],
    [['castellan', 'other'], false],
    ['other', false],
    [undefined, false],
    [['Castellan'], false],
  ])('are for us alone when aud is %j: %s', (aud, isOurs) => {
    expect(faultOfAudience({ aud }, 'castellan') === null).toBe(isOurs);
  });
});
