import { describe, expect, it } from 'vitest';
import { boundsInWords, boundsToAsk } from './waiver-bounds.js';

describe('the bounds of an exception', () => {
  it('are left out where nothing is written in them', () => {
    expect(boundsToAsk({})).toBeNull();
    expect(boundsToAsk({ programs: [], hosts: [] })).toBeNull();
    expect(boundsToAsk({ programs: ['psql'], hosts: [] })).toEqual({ programs: ['psql'] });
  });

  it('name only what can be done to a path', () => {
    expect(boundsToAsk({ paths: ['dist/**'], access: ['write', 'burn'] })).toEqual({
      paths: ['dist/**'],
      access: ['write'],
    });
  });

  it('are read as a sentence: all of them at once, and of each any', () => {
    expect(boundsInWords({ programs: ['psql', 'pg_dump'], hosts: 'db.acme.example' })).toBe(
      'program psql or pg_dump, and host db.acme.example',
    );
    expect(boundsInWords({ arguments: ['install', '--global'] })).toBe('with the arguments install and --global');
  });
});
