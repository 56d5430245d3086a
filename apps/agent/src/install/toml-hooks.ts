const BEGIN = '# >>> castellan: written by "castellan install"';
const END = '# <<< castellan';
const BLOCK = /\n*# >>> castellan[^\n]*\n[\s\S]*?# <<< castellan\n?/;

export interface TomlHook {
  readonly command: string;
  /** Seconds. */
  readonly timeout: number;
}

/** `text` (TOML, or null when there is no file) with our hooks in a marked block at its end, and everything else as it was. */
export function withTomlHooks(text: string | null, hooks: Readonly<Record<string, TomlHook>>): string {
  const rest = withoutTomlHooks(text ?? '') ?? '';
  const tables = Object.entries(hooks).map(
    ([event, { command, timeout }]) =>
      `[[hooks.${event}]]\n[[hooks.${event}.hooks]]\ntype = "command"\ncommand = ${JSON.stringify(command)}\ntimeout = ${timeout}\n`,
  );
  return `${rest === '' ? '' : `${rest.trimEnd()}\n\n`}${BEGIN}\n${tables.join('\n')}${END}\n`;
}

/** `text` without our block; null when nothing else is left. */
export function withoutTomlHooks(text: string): string | null {
  const rest = text.replace(BLOCK, '\n');
  return rest.trim() === '' ? null : rest;
}
