import { NotFoundException } from '@nestjs/common';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '#kernel';
import { retryAfterOf, toProblem } from './problem.js';

class NameTaken extends DomainError {
  readonly code = 'connection.name_taken';
  readonly kind = 'conflict';
  readonly title = 'Another connection of this org has that name.';
}

class Slow extends DomainError {
  readonly code = 'sign_in.too_many';
  readonly kind = 'limit';
  readonly title = 'Too many attempts.';
}

describe('toProblem', () => {
  it('renders a domain error with its facts', () => {
    expect(toProblem(new NameTaken('"Okta" is taken.', { name: 'Okta' }), 'r1')).toEqual({
      type: 'urn:castellan:problem:connection.name_taken',
      title: 'Another connection of this org has that name.',
      status: 409,
      detail: '"Okta" is taken.',
      code: 'connection.name_taken',
      requestId: 'r1',
      name: 'Okta',
    });
  });

  it('lets no fact overwrite what the shape itself says', () => {
    const problem = toProblem(new NameTaken('Taken.', { status: 200, code: 'fine', requestId: 'other' }), 'r1');
    expect(problem).toMatchObject({ status: 409, code: 'connection.name_taken', requestId: 'r1' });
  });

  it('speaks for the framework where nothing stands at an address', () => {
    expect(toProblem(new NotFoundException('Cannot GET /secret'), 'r1')).toMatchObject({
      status: 404,
      code: 'request.no_route',
    });
  });

  it('tells nothing of an unplanned error, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 12 }), (secret) => {
        const told = JSON.stringify(toProblem(Object.assign(new Error(secret), { detail: secret }), 'r1'));
        expect(told).toContain('server.unexpected');
        expect(told.includes(JSON.stringify(secret).slice(1, -1))).toBe(false);
      }),
    );
  });
});

describe('retryAfterOf', () => {
  it('rounds up to whole seconds and never says zero', () => {
    expect(retryAfterOf(new Slow('Wait.', { retryAfterSeconds: 1.2 }))).toBe(2);
    expect(retryAfterOf(new Slow('Wait.', { retryAfterSeconds: 0 }))).toBe(1);
    expect(retryAfterOf(new Slow('Wait.'))).toBeNull();
  });
});
