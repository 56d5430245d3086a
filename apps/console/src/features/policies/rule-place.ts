import type { PolicyIssue } from '../../api/wire.js';

/** Where a text names a rule, by its id, in YAML or JSON; null where it does not. */
export function placeOfRule(text: string, rule: string): PolicyIssue | null {
  const named = new RegExp(`\\bid"?\\s*:\\s*["']?${rule.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}["']?(?=[\\s,}]|$)`);
  const lines = text.split('\n');
  const line = lines.findIndex((one) => named.test(one));
  if (line === -1) return null;
  const column = (lines[line]?.search(named) ?? 0) + 1;
  return { line: line + 1, column, endLine: line + 1, endColumn: column, severity: 'warning', message: '', path: '' };
}
