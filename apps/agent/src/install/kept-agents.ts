import type { StateFolder } from '../machine/state-folder.js';

const FILE = 'installed.json';

/** The agents whose settings `castellan install` was told to hold: the daemon puts its hooks back where somebody takes them out. */
export function keptAgents(folder: StateFolder): readonly string[] {
  const read = folder.readJson(FILE);
  return Array.isArray(read) ? read.filter((one): one is string => typeof one === 'string') : [];
}

export function keepAgent(folder: StateFolder, agent: string): void {
  const kept = keptAgents(folder);
  if (!kept.includes(agent)) folder.writeJson(FILE, [...kept, agent]);
}

export function keepNoMore(folder: StateFolder, agent: string): void {
  const kept = keptAgents(folder);
  if (kept.includes(agent))
    folder.writeJson(
      FILE,
      kept.filter((one) => one !== agent),
    );
}
