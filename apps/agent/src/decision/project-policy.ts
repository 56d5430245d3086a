import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { PolicyDocument } from '#contracts';
import { policyInProjects, type ProjectLayer, projectsOf } from '#engines/policy';
import { readMachineKey } from '../machine/machine-key.js';
import { SealedBox } from '../machine/sealed-box.js';
import type { StateFolder } from '../machine/state-folder.js';
import { remotesOf } from './git-remotes.js';
import { inForce, type PolicyInForce, type PolicyStanding } from './policy-standing.js';
import { rememberedOfSession } from './workspace.js';

/** Policies of projects, merged once for each bundle. Emptied when a new bundle comes. */
export const PROJECTS_FOLDER = 'projects';

export interface Workplace {
  readonly folder: StateFolder;
  readonly workspace: string;
  readonly home: string;
  /** Of the agent; without one the workspace is looked at each time. */
  readonly session: string | undefined;
}

/** The projects that a workspace is in, of those that the policy speaks to. A session stays in those in which it began: see `remotesOfSession`. */
export function projectsAt({ bundle }: PolicyInForce, place: Workplace): readonly ProjectLayer[] {
  return bundle.projects === undefined ? [] : projectsOf(bundle.projects, remotesOfSession(place));
}

/** What holds in a workspace: the policy of its project, where the org has one for it. */
export function standingAt(standing: PolicyStanding, place: Workplace): PolicyStanding {
  if (standing.state === 'none' || standing.bundle.projects === undefined) return standing;
  const found = projectsAt(standing, place);
  if (found.length === 0) return standing;
  return Object.assign(
    inForce(standing, () => merged(standing, found, place.folder)),
    { projects: found },
  );
}

/** Looked up once in a session, as the workspace is: what an agent writes into a git config later does not move it to another policy. */
function remotesOfSession({ folder, workspace, home, session }: Workplace): readonly string[] {
  const noted = rememberedOfSession(folder, session, 'remotes', () => remotesOf(workspace, home).join('\n'));
  return noted.split('\n').filter((remote) => remote !== '');
}

function merged(standing: PolicyInForce, found: readonly ProjectLayer[], folder: StateFolder): PolicyDocument {
  const { projects } = standing.bundle;
  if (projects === undefined) throw new RangeError('The bundle speaks to no project.');
  const key = readMachineKey(folder);
  if (key === null) return policyInProjects(projects, found);
  const place = [standing.fingerprint(), ...found.map(({ id }) => id)].join(' ');
  const name = createHash('sha256').update(place).digest('hex').slice(0, 32);
  const box = new SealedBox(key, `castellan-project-policy/${name}`);
  const kept = openedIn(folder, name, box);
  if (kept !== null) return kept;
  const made = policyInProjects(projects, found);
  keep(folder, name, box.seal(Buffer.from(JSON.stringify(made))));
  return made;
}

/** What is damaged, or was written by somebody else, counts as not there: it is merged anew. */
function openedIn(folder: StateFolder, name: string, box: SealedBox): PolicyDocument | null {
  const sealed = folder.read(join(PROJECTS_FOLDER, name));
  const opened = sealed && box.open(sealed);
  return opened && (JSON.parse(opened.toString('utf8')) as PolicyDocument);
}

/** A disk that is full costs time, not the decision. */
function keep(folder: StateFolder, name: string, sealed: Buffer): void {
  try {
    folder.ensure(PROJECTS_FOLDER);
    folder.write(join(PROJECTS_FOLDER, name), sealed);
  } catch {
    // Merged again next time.
  }
}
