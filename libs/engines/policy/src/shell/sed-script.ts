import { danger, type Found, shell } from './found.js';

/**
 * What a sed script would do beyond editing text: `e` and the flag of that name run, `w` and `W` write, `r` and `R` read. Null for what is no script
 * of sed. Read as GNU sed reads it; whether a delimiter counts between brackets, where sed programs differ, is taken both ways.
 */
export function readSedScript(text: string): readonly Found[] | null {
  const plainly = new SedReader(text, false).read();
  if (!text.includes('[')) return plainly;
  const bracketed = new SedReader(text, true).read();
  if (plainly === null || bracketed === null) return plainly ?? bracketed;
  return plainly.length === 0 && bracketed.length === 0 ? plainly : [...plainly, ...bracketed];
}

/** They take a text to the end of the line, or of the last line that a backslash does not continue. */
const TEXTS = /[aic]/;
const FILES: Readonly<Record<string, 'read' | 'write'>> = { r: 'read', R: 'read', w: 'write', W: 'write' };
const LABELLED = /[:btT]/;
const BARE = /[}=dDgGhHlLnNpPqQxzF]/;

class SedReader {
  private at = 0;
  private readonly found: Found[] = [];

  constructor(
    private readonly text: string,
    private readonly minds: boolean,
  ) {}

  read(): readonly Found[] | null {
    for (;;) {
      this.skip(/[\s;]/);
      if (this.at >= this.text.length) return this.found;
      if (!this.addresses() || !this.command()) return null;
    }
  }

  /** Two at most, and whether they are turned round. */
  private addresses(): boolean {
    if (!this.address()) return false;
    this.skip(/[ \t]/);
    if (this.take(',')) {
      this.skip(/[ \t+~]/);
      if (!this.address()) return false;
    }
    this.skip(/[\s!]/);
    return true;
  }

  private address(): boolean {
    const sign = this.text[this.at] ?? '';
    if (sign !== '/' && sign !== '\\') {
      this.skip(/[\d$~]/);
      return true;
    }
    this.at += sign === '/' ? 1 : 2;
    const isWhole = this.until(sign === '/' ? sign : (this.text[this.at - 1] ?? ''), true) !== null;
    this.skip(/[IM]/);
    return isWhole;
  }

  private command(): boolean {
    const letter = this.text[this.at] ?? '';
    this.at += 1;
    if (letter === '#' || letter === 'v') this.line();
    else if (TEXTS.test(letter)) this.lines();
    else if (letter === 'e') this.runs(this.line().trim());
    else if (Object.hasOwn(FILES, letter)) this.file(FILES[letter] ?? 'write');
    else if (letter === 's') return this.substitution();
    else if (letter === 'y') return this.parts('y') !== null && this.ended();
    else if (LABELLED.test(letter)) this.skip(/[^;\n}]/);
    else if (letter === '{') return true;
    else if (BARE.test(letter)) return this.ended();
    else return false;
    return true;
  }

  private substitution(): boolean {
    const made = this.parts('s');
    if (made === null) return false;
    let runs = false;
    for (; /[gpiImMe\d]/.test(this.text[this.at] ?? ''); this.at += 1) runs ||= this.text[this.at] === 'e';
    if (runs) this.found.push(danger('sed that runs what it makes'), shell(made, 'sed'));
    if (this.take('w')) this.file('write');
    return this.ended();
  }

  /** The two parts between three delimiters; answers the second. */
  private parts(command: 's' | 'y'): string | null {
    const delimiter = this.text[this.at] ?? '';
    if (delimiter === '' || delimiter === '\n' || delimiter === '\\') return null;
    this.at += 1;
    return this.until(delimiter, command === 's') === null ? null : this.until(delimiter, false);
  }

  /** What stands before the next `delimiter` that no backslash takes the meaning from. */
  private until(delimiter: string, isPattern: boolean): string | null {
    const from = this.at;
    for (; this.at < this.text.length; this.at += 1) {
      const sign = this.text[this.at];
      if (sign === delimiter) return this.text.slice(from, this.at++);
      if (sign === '\\') this.at += 1;
      else if (sign === '[' && isPattern && this.minds) this.bracket();
    }
    return null;
  }

  /** To the end of a bracket expression; a `]` that stands first in it is one of its signs. */
  private bracket(): void {
    const [whole = ''] = /^\[\^?\]?[^\]\n]*/.exec(this.text.slice(this.at, this.at + LONGEST_BRACKET)) ?? [];
    if (this.text[this.at + whole.length] === ']') this.at += whole.length;
  }

  private runs(line: string): void {
    this.found.push(line === '' ? danger('sed that runs what it reads') : shell(line, 'sed'));
  }

  private file(kind: 'read' | 'write'): void {
    const path = this.line().trim().replace(/\}$/, '');
    if (path !== '') this.found.push({ kind, path });
  }

  private line(): string {
    const end = this.text.indexOf('\n', this.at);
    const line = this.text.slice(this.at, end === -1 ? undefined : end);
    this.at += line.length;
    return line;
  }

  private lines(): void {
    while (this.line().endsWith('\\') && this.at < this.text.length) this.at += 1;
  }

  /** Whether a command ends here: nothing of its own can follow but a number. */
  private ended(): boolean {
    this.skip(/[ \t\d]/);
    return this.at >= this.text.length || /[\n;}#]/.test(this.text[this.at] ?? '');
  }

  private take(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private skip(signs: RegExp): void {
    while (this.at < this.text.length && signs.test(this.text[this.at] ?? '')) this.at += 1;
  }
}
const LONGEST_BRACKET = 1_000;
