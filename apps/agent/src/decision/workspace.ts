import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { resolvePath } from './resolve-path.js';
import type { StateFolder } from '../machine/state-folder.js';

const SESSIONS = 'sessions';
/** The workspace of a session that was started in a place that is none: nothing lies in it. */
export const NO_WORKSPACE = resolve(sep, 'castellan-no-workspace');

interface Place {
  readonly cwd: string;
  readonly home: string;
  readonly projectFolder: string | undefined;
}

/**
 * The folder that an agent may work in: the project that the agent names, else the repository around its working folder, else that
 * folder. A folder that holds the home folder is none: work started in `/` is not work on everything.
 */
export function workspaceOf({ cwd, home, projectFolder }: Place): string {
  const named = projectFolder !== undefined && isAbsolute(projectFolder) ? projectFolder : null;
  const found = resolvePath(named ?? repositoryAround(cwd, home) ?? cwd);
  return holds(found, resolvePath(home)) && found !== resolvePath(home) ? NO_WORKSPACE : found;
}

/** A workspace is found once in a session: a `cd` later on does not move it. */
export function workspaceOfSession(folder: StateFolder, session: string | undefined, place: Place): string {
  if (session === undefined) return workspaceOf(place);
  const file = fileOfSession(session);
  const noted = folder.read(file)?.toString('utf8');
  if (noted !== undefined && isAbsolute(noted)) return noted;
  const workspace = workspaceOf(place);
  folder.ensure(SESSIONS);
  folder.write(file, workspace);
  return workspace;
}

/** What `find` answered when it was first asked in a session; without a session it is asked each time. */
export function rememberedOfSession(
  folder: StateFolder,
  session: string | undefined,
  what: string,
  find: () => string,
): string {
  if (session === undefined) return find();
  const file = `${fileOfSession(session)}-${what}`;
  const noted = folder.read(file)?.toString('utf8');
  if (noted !== undefined) return noted;
  const found = find();
  folder.ensure(SESSIONS);
  folder.write(file, found);
  return found;
}

const fileOfSession = (session: string): string =>
  join(SESSIONS, createHash('sha256').update(session).digest('hex').slice(0, 32));

const REMEMBERED_MS = 30 * 24 * 60 * 60 * 1_000;

/** Forgets sessions that began long ago. Not at their end: who could end a session could move its workspace. */
export function forgetOldSessions(folder: StateFolder, now: Date): void {
  folder.ensure(SESSIONS);
  for (const name of readdirSync(folder.pathOf(SESSIONS))) {
    const begun = statSync(folder.pathOf(join(SESSIONS, name)), { throwIfNoEntry: false })?.mtimeMs;
    if (begun !== undefined && now.getTime() - begun > REMEMBERED_MS) folder.remove(join(SESSIONS, name));
  }
}

function repositoryAround(cwd: string, home: string): string | null {
  for (let at = resolve(cwd); at !== dirname(at) && at !== home; at = dirname(at))
    if (existsSync(join(at, '.git'))) return at;
  return null;
}

const holds = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
