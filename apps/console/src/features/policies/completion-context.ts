import type { PolicyFormat } from '../../api/wire.js';

/** Where in a document the cursor stands, as far as the text before it tells. */
export interface CompletionContext {
  /** Keys from the root to the object or list in which something is being typed; `[]` for a list's items. */
  readonly path: readonly string[];
  /** Set when the value of this key is being typed, not a key. */
  readonly valueOf: string | null;
  /** The word before the cursor, without an opening quote. */
  readonly word: string;
}

export function contextBefore(text: string, format: PolicyFormat): CompletionContext | null {
  return format === 'yaml' ? yamlContext(text) : jsonContext(text);
}

const YAML_LINE = /^(?<indent>\s*)(?<dashes>(?:-\s+)*)(?:(?<key>[\w.-]+)\s*:(?:\s+(?<value>.*))?|(?<rest>.*))$/;
const WORD = /[\w.*/-]*$/;

interface YamlLine {
  /** Column of the key or value, dashes counted as indentation. */
  readonly column: number;
  readonly dashColumn: number | null;
  readonly key: string | null;
  readonly value: string;
}

function yamlContext(text: string): CompletionContext | null {
  const lines = text.split('\n');
  const current = readYamlLine(lines.pop() ?? '');
  if (current === null) return null;
  const word = WORD.exec(current.value)?.[0] ?? '';
  const path = yamlParents(lines, current);
  const isFlowItem = /^\[[^\]]*$/.test(current.value);
  if (current.key !== null)
    return { path: isFlowItem ? [...path, current.key] : path, valueOf: isFlowItem ? '[]' : current.key, word };
  return { path, valueOf: null, word };
}

function readYamlLine(line: string): YamlLine | null {
  const groups = YAML_LINE.exec(line)?.groups;
  if (groups === undefined || /^\s*#/.test(line)) return null;
  const { indent = '', dashes = '', key, value, rest } = groups;
  return {
    column: indent.length + dashes.length,
    dashColumn: dashes === '' ? null : indent.length,
    key: key ?? null,
    value: key === undefined ? (rest ?? '') : (value ?? ''),
  };
}

/** Climbs the lines above by their indentation. */
function yamlParents(above: readonly string[], from: YamlLine): string[] {
  const path: string[] = [];
  let column = from.column;
  let mustOpenItem = from.dashColumn !== null;
  if (from.dashColumn !== null) column = from.dashColumn;
  if (mustOpenItem) path.unshift('[]');
  for (const text of above.toReversed()) {
    const line = text.trim() === '' ? null : readYamlLine(text);
    if (line === null) continue;
    const opensItem = line.dashColumn !== null && !mustOpenItem && line.column <= column && line.dashColumn < column;
    if (opensItem) {
      path.unshift('[]');
      column = line.dashColumn;
      mustOpenItem = true;
      continue;
    }
    const isParent =
      line.key !== null &&
      line.dashColumn === null &&
      (line.column < column || (mustOpenItem && line.column === column));
    if (!isParent) continue;
    path.unshift(line.key);
    column = line.column;
    mustOpenItem = false;
  }
  return path;
}

interface JsonFrame {
  readonly isList: boolean;
  key: string | null;
  /** In an object: whether a colon was seen since the last comma. */
  afterColon: boolean;
}

function jsonContext(text: string): CompletionContext | null {
  const frames: JsonFrame[] = [];
  const token = /"(?:[^"\\]|\\.)*"|"(?<open>[^"]*)$|[[\]{}:,]|[^\s"[\]{}:,]+/g;
  let open: string | null = null;
  for (const match of text.matchAll(token)) {
    open = null;
    const [said] = match;
    const top = frames.at(-1);
    if (match.groups?.['open'] !== undefined) open = match.groups['open'];
    else if (said === '{' || said === '[') frames.push({ isList: said === '[', key: null, afterColon: false });
    else if (said === '}' || said === ']') frames.pop();
    else if (top !== undefined) step(top, said);
  }
  const top = frames.at(-1);
  if (top === undefined) return null;
  const path = frames.slice(0, -1).flatMap((frame) => (frame.isList ? ['[]'] : [frame.key ?? '']));
  const word = open ?? WORD.exec(text)?.[0] ?? '';
  if (top.isList) return { path, valueOf: '[]', word };
  return { path, valueOf: top.afterColon ? top.key : null, word };
}

function step(frame: JsonFrame, said: string): void {
  if (said === ',') frame.afterColon = false;
  else if (said === ':') frame.afterColon = true;
  else if (!frame.isList && !frame.afterColon && said.startsWith('"')) frame.key = said.slice(1, -1);
}
