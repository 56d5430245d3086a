import { describe, expect, it } from 'vitest';
import { permissionsFor } from './scope.rules.js';

describe('what a client asks for', () => {
  it.each([
    [undefined, ['audit:read'], ['audit:read']],
    ['', ['*'], ['*']],
    ['audit:read', ['*'], ['audit:read']],
    ['audit:read audit:read', ['audit:read', 'audit:export'], ['audit:read']],
    ['audit:read policy:publish', ['audit:read'], null],
    ['*', ['*'], null],
    ['openid', ['*'], null],
    ['audit:read\naudit:export', ['*'], null],
  ])('with %j of %j is %j', (scope, allowed, granted) => {
    expect(permissionsFor(scope, allowed)).toEqual(granted);
  });

  it('is nothing when it is more than anybody needs', () => {
    const names = Array.from(
      { length: 101 },
      (_, at) => `a:${'b'.repeat(1 + (at % 40))}${'_'.repeat(Math.floor(at / 40))}`,
    );
    expect(permissionsFor(names.slice(0, 100).join(' '), ['*'])).toHaveLength(100);
    expect(permissionsFor(names.join(' '), ['*'])).toBeNull();
  });
});
