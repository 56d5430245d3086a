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
    [
      Array.from({ length: 101 }, (_, at) => `a:${'b'.repeat((at % 40) + 1)}${at < 40 ? '' : '_'}`).join(' '),
      ['*'],
      null,
    ],
  ])('with %j of %j is %j', (scope, allowed, granted) => {
    expect(permissionsFor(scope, allowed)).toEqual(granted);
  });
});
