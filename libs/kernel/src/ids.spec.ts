import { describe, expect, it } from 'vitest';
import { isUuid, newId } from './ids.js';

describe('newId', () => {
  it('carries its time, version 7 and the RFC variant', () => {
    const id = newId(new Date(0x0123456789ab));
    expect(isUuid(id)).toBe(true);
    expect(id.startsWith('01234567-89ab-7')).toBe(true);
    expect('89ab').toContain(id[19]);
  });

  it('sorts by time and does not repeat', () => {
    const earlier = newId(new Date(1_000));
    const later = newId(new Date(1_001));
    expect(earlier < later).toBe(true);
    expect(new Set(Array.from({ length: 1_000 }, () => newId(new Date(1_000)))).size).toBe(1_000);
  });
});
