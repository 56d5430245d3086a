import { describe, expect, it } from 'vitest';
import type { AuditEvent } from '../../api/wire.js';
import { subjectOf, topicOf } from './event-words.js';

const event = (kind: string, target: AuditEvent['target']) => ({ kind, tool: 'Bash', target }) as AuditEvent;

describe('what an event is about', () => {
  it('is called by its name', () => {
    const published = event('admin.policy.published', { kind: 'policy', id: '7', label: 'v7' });
    expect([subjectOf(published), topicOf(published)]).toEqual(['Policy published: v7', 'v7']);
  });

  it('is called what it is where it has only an id that no person reads, and by an id that one can', () => {
    const id = '0190f5fe-7c00-7a00-8000-00000000ff00';
    expect(topicOf(event('admin.session.started', { kind: 'session', id, label: null }))).toBe('Session');
    expect(topicOf(event('admin.key.rotated', { kind: 'signing-key', id: 'k1', label: null }))).toBe('k1');
  });

  it('is the tool of a call, and nothing more than its kind where it is about nothing', () => {
    expect(topicOf(event('tool.decision', null))).toBe('Bash');
    expect([subjectOf(event('session.ended', null)), topicOf(event('session.ended', null))]).toEqual([
      'Session ended',
      '',
    ]);
  });
});
