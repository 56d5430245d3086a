import { LineCounter, parseDocument, type Document, type Node, type ParsedNode } from 'yaml';
import { type PolicyDocument, policyDocument } from '#contracts';

/** A fault or a warning, and where it stands: lines and columns count from 1. */
export interface PolicyIssue {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** As in `commands.3.effect`; empty for the whole document. */
  readonly path: string;
}

export type ParsedPolicy =
  | { readonly ok: true; readonly document: PolicyDocument; readonly warnings: readonly PolicyIssue[] }
  | { readonly ok: false; readonly issues: readonly PolicyIssue[] };

const LONGEST_TEXT = 1_048_576;
const MOST_ALIASES = 100;

/** Reads a policy as an author wrote it. JSON is read by the same parser, of which it is a part, so that faults have places too. */
export function parsePolicy(text: string, format: 'yaml' | 'json'): ParsedPolicy {
  if (text.length > LONGEST_TEXT) return { ok: false, issues: [wholeFault('A policy has at most 1 MiB of text.')] };
  const lines = new LineCounter();
  const source = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    uniqueKeys: true,
    schema: format === 'json' ? 'json' : 'core',
  });
  const place = (start: number, end: number, told: Pick<PolicyIssue, 'severity' | 'message' | 'path'>): PolicyIssue => {
    const [from, to] = [lines.linePos(start), lines.linePos(Math.max(start, end))];
    return { line: from.line || 1, column: from.col || 1, endLine: to.line || 1, endColumn: to.col || 1, ...told };
  };
  if (source.errors.length > 0) {
    return {
      ok: false,
      issues: source.errors.map(({ pos, message }) => place(pos[0], pos[1], { severity: 'error', message, path: '' })),
    };
  }
  if (format === 'json' && !isJson(text))
    return { ok: false, issues: [wholeFault('This is YAML, not JSON: quote names and texts, or choose YAML.')] };
  const result = policyDocument.safeParse(valueOf(source));
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => {
      const [start, end] = rangeOf(source, path);
      return place(start, end, { severity: 'error', message, path: path.map(String).join('.') });
    });
    return { ok: false, issues };
  }
  const repeated = repeatedIds(result.data).map(({ path, id }) => {
    const [start, end] = rangeOf(source, path);
    return place(start, end, {
      severity: 'error',
      message: `The id "${id}" is used twice; evidence could not tell which rule it means.`,
      path: path.join('.'),
    });
  });
  return repeated.length > 0 ? { ok: false, issues: repeated } : { ok: true, document: result.data, warnings: [] };
}

const wholeFault = (message: string): PolicyIssue => ({
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 1,
  severity: 'error',
  message,
  path: '',
});

function valueOf(source: Document.Parsed): unknown {
  try {
    return source.toJS({ maxAliasCount: MOST_ALIASES });
  } catch {
    return null;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The place of the deepest node on `path` that there is. */
function rangeOf(source: Document.Parsed, path: readonly PropertyKey[]): [number, number] {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = (length === 0 ? source.contents : source.getIn(path.slice(0, length), true)) as
      ParsedNode | Node | null | undefined;
    if (node?.range) return [node.range[0], node.range[1]];
  }
  return [0, 0];
}

function repeatedIds(document: PolicyDocument): { path: (string | number)[]; id: string }[] {
  const seen = new Set<string>();
  return (['commands', 'paths', 'network', 'tools'] as const).flatMap((section) =>
    document[section].flatMap(({ id }, at) => {
      const isRepeated = seen.has(id);
      seen.add(id);
      return isRepeated ? [{ path: [section, at, 'id'], id }] : [];
    }),
  );
}
