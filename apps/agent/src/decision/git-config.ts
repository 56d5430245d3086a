/** What is read of a value: one without an end is no remote. */
const LONGEST_VALUE = 1_000;
const MOST_REMOTES = 100;

/**
 * The addresses of all remotes in the text of a git config, as they are written: `url` and `pushurl` of every `[remote "…"]`. Included files are not
 * followed and addresses not rewritten (`insteadOf`): what counts is what stands in the repository itself.
 */
export function remotesIn(config: string): readonly string[] {
  const found: string[] = [];
  let isRemote = false;
  for (const line of wholeLines(config)) {
    const header = /^\s*\[([^\]"\s]+)(?:\s+"(?:[^"\\]|\\.)*")?\s*\]/.exec(line);
    if (header !== null) isRemote = /^remote(?:\.|$)/i.test(header[1] ?? '');
    const rest = header === null ? line : line.slice(header[0].length);
    const setting = /^\s*(?:push)?url\s*=(.*)$/i.exec(rest);
    if (!isRemote || setting === null) continue;
    const address = valueOf(setting[1] ?? '');
    if (address !== '' && found.length < MOST_REMOTES) found.push(address);
  }
  return found;
}

/** A backslash at the end of a line goes on in the next. */
function wholeLines(text: string): readonly string[] {
  const lines: string[] = [];
  let begun = '';
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    const isOpen = (/\\+$/.exec(line)?.[0].length ?? 0) % 2 === 1;
    begun = (begun + (isOpen ? line.slice(0, -1) : line)).slice(0, LONGEST_VALUE * 2);
    if (isOpen) continue;
    lines.push(begun);
    begun = '';
  }
  return [...lines, begun];
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', t: '\t', b: '' };
/** A quoted part, an escape, or what is neither; a comment ends it. */
const PART = /"((?:[^"\\]|\\.)*)"?|\\(.?)|([^"\\#;]+)|([#;].*)/gy;

/** Without quotes, escapes and what is a comment. */
function valueOf(written: string): string {
  if (written.length > LONGEST_VALUE) return '';
  let value = '';
  for (const [, quoted, escaped, plain, comment] of written.matchAll(PART)) {
    if (comment !== undefined) break;
    value +=
      plain ??
      (quoted === undefined
        ? unescaped(escaped ?? '')
        : quoted.replace(/\\(.)/g, (_, sign: string) => unescaped(sign)));
  }
  return value.trim();
}

const unescaped = (sign: string): string => ESCAPED[sign] ?? sign;
