/** Up to two capitals that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  return ends.map((word) => (word ?? '').charAt(0).toUpperCase()).join('');
}

const numbers = new Intl.NumberFormat('en-GB');
export const count = (value: number): string => numbers.format(value);

/** `1 machine`, `2,310 machines`. */
export function plural(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** A slug that the API accepts, made of a name: lower-case ASCII words joined by single hyphens. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll(/[̀-ͯ]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');
}

const AGENTS: Readonly<Record<string, string>> = {
  'claude-code': 'Claude Code',
  codex: 'Codex CLI',
  'gemini-cli': 'Gemini CLI',
  'factory-droid': 'Factory Droid',
  cursor: 'Cursor',
  'copilot-cli': 'Copilot CLI',
  opencode: 'opencode',
};
/** A coding agent by the name that its vendor gives it. */
export const agentName = (agent: string | null): string => (agent === null ? '–' : (AGENTS[agent] ?? agent));
