import { describe, expect, it } from 'vitest';
import { parsePolicy } from './parse-policy.js';
import { failedTests, runPolicyTests } from './policy-tests.js';

const now = new Date('2030-01-01T00:00:00Z');
const run = (text: string) => {
  const read = parsePolicy(`version: 1\n${text}`, 'yaml');
  if (!read.ok) throw new Error(read.issues[0]!.message);
  return runPolicyTests(read.document, now);
};

describe('tests inside a document', () => {
  it('ask about every kind of request', () => {
    const results = run(`
mode: monitor
session: { isolation: container }
otherwise: { servers: reject }
commands:
  - { id: no-make, effect: reject, program: make, expires: "2031-01-01T00:00:00Z" }
servers:
  - { id: ours, effect: allow, url: "https://mcp.example.com/*" }
models:
  - { id: claude, effect: allow, model: "claude-*" }
tools:
  - { id: read, effect: allow, tool: "get_*" }
tests:
  - { command: make, expect: reject, rule: no-make }
  - { command: make, at: "2031-01-01T00:00:00Z", expect: allow }
  - { command: ls, cwd: /tmp, expect: allow }
  - { read: ~/.ssh/id_rsa, expect: reject, rule: default/high }
  - { write: src/a.ts, expect: allow }
  - { delete: /etc/passwd, expect: reject }
  - { fetch: "https://example.com", method: POST, expect: ask }
  - { mcp: { server: x, tool: get_a, url: "https://mcp.example.com/" }, expect: allow }
  - { mcp: { server: x, tool: get_a }, expect: reject, rule: otherwise/servers }
  - { model: { provider: a, model: claude-1 }, expect: allow }
  - { session: { isolation: none }, expect: reject, rule: builtin/session-isolation }
  - { prompt: hello, expect: allow }
  - { result: hello, expect: allow }
`);
    expect(results.filter(({ passed }) => !passed).map(({ name, actual }) => [name, actual])).toEqual([]);
    expect(results).toHaveLength(13);
  });

  it('fail with what was answered, and which rule was missing', () => {
    const results = run(`
tests:
  - { name: Builds are refused, command: make, expect: reject }
  - { command: rm -rf /etc, expect: reject, rule: no-rm }
`);
    expect(results).toMatchObject([
      { name: 'Builds are refused', passed: false, expected: 'reject', actual: 'allow' },
      { name: 'rm -rf /etc', passed: false, expected: 'reject', actual: 'reject', missingRule: 'no-rm' },
    ]);
  });

  it('that fail are faults at their places', () => {
    const text =
      'version: 1\ntests:\n  - { command: ls, expect: allow }\n  - { command: rm -rf /etc, expect: allow }\n  - { command: ls, expect: allow, rule: default/high }\n';
    const read = parsePolicy(text, 'yaml');
    if (!read.ok) throw new Error('valid');
    expect(failedTests(read, now)).toMatchObject([
      {
        line: 4,
        column: 5,
        severity: 'error',
        path: 'tests.1',
        message: 'The test "rm -rf /etc" expects allow and is answered reject by default/high.',
      },
      { line: 5, path: 'tests.2', message: 'The test "ls" is answered allow by default/low, not by default/high.' },
    ]);
  });

  it('may be none', () => {
    expect(run('')).toEqual([]);
  });
});
