import { isWithin, normalised } from '../paths.js';
import { meaningOfVariable } from './environment.js';
import { absolute, file, type Scene } from './scene.js';

const OF_SYSTEM = /^\/(?:usr\/(?:local\/)?s?bin|s?bin|opt\/homebrew\/bin)$/;

/** Programs keep files there for a while, and run nothing from it. */
const FOR_FILES = /^(?:TMPDIR|DESTDIR|PREFIX|CARGO_TARGET_DIR|PYTHONPYCACHEPREFIX)$/;

/** What it means to set a variable; null stands for a value that only running could tell. */
export function variableDeed(name: string, value: string | null, scene: Scene): void {
  const inside = (folder: string): boolean =>
    absolute(folder, scene).every((path) => isWithin(normalised(path, scene.world), scene.world.workspace)) ||
    OF_SYSTEM.test(folder) ||
    (FOR_FILES.test(name) && /^\/tmp(?:\/(?!\.\.)[\w.-]+)*\/?$/.test(folder));
  const meaning = meaningOfVariable(name, value, inside);
  if (meaning === 'output') {
    if (value !== null && /^[/~]|^\.\.(?:\/|$)/.test(value)) file('write', value, scene);
    return;
  }
  if (meaning !== null) scene.deeds.push({ kind: meaning, what: `the variable ${name.slice(0, 40)}` });
}
