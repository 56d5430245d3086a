/** What an exception can be held within, in the order in which it is asked for. */
export const BOUNDS = [
  { name: 'programs', label: 'Programs', hint: 'psql, npm' },
  { name: 'arguments', label: 'Arguments, each of which has to occur', hint: 'install, --registry=*' },
  { name: 'paths', label: 'Paths', hint: 'dist/**, ~/.cache/**' },
  { name: 'access', label: 'What is done to the paths', hint: '' },
  { name: 'hosts', label: 'Hosts', hint: 'registry.npmjs.org, *.acme.example' },
  { name: 'servers', label: 'MCP servers', hint: 'github' },
  { name: 'tools', label: 'MCP tools', hint: 'create_issue' },
  { name: 'models', label: 'Models', hint: 'claude-*' },
] as const;

export type BoundName = (typeof BOUNDS)[number]['name'];
export const ACCESSES = ['read', 'write', 'delete', 'execute'] as const;

/** What has been written for each bound; one that is not there is not asked for. */
export type BoundsWritten = Readonly<Partial<Record<BoundName, readonly string[]>>>;

/** As the API takes them; null where none says anything: an exception without bounds is of all that its rules refuse. */
export function boundsToAsk(written: BoundsWritten) {
  const said = Object.entries(written).filter(([, values]) => values.length > 0);
  if (said.length === 0) return null;
  const { access, ...others } = Object.fromEntries(said.map(([name, values]) => [name, [...values]]));
  const known = ACCESSES.filter((one) => access?.includes(one) === true);
  return { ...others, ...(known.length > 0 && { access: known }) };
}

const WORDS: Readonly<Record<string, string>> = {
  programs: 'program',
  arguments: 'with the arguments',
  paths: 'path',
  access: 'only to',
  hosts: 'host',
  servers: 'MCP server',
  tools: 'MCP tool',
  models: 'model',
};

/** Bounds as a person reads them: all of them hold at once, and of each any of its values. */
export const boundsInWords = (bounds: Readonly<Record<string, string | readonly string[]>>): string =>
  Object.entries(bounds)
    .map(([name, value]) => `${WORDS[name] ?? name} ${listed(value, name === 'arguments' ? ' and ' : ' or ')}`)
    .join(', and ');

const listed = (value: string | readonly string[], between: string): string =>
  typeof value === 'string' ? value : value.join(between);
