import { closeSync, openSync } from 'node:fs';
import { arch, homedir, hostname, userInfo } from 'node:os';
import { delimiter, isAbsolute, join } from 'node:path';
import { isExecutable } from '../standard-streams.js';

export type Platform = 'linux' | 'darwin' | 'win32';

/** What the program takes from the process that it runs in. Read once; everything below is given values. */
export interface Environment {
  readonly home: string;
  readonly user: string | undefined;
  readonly hostname: string;
  readonly platform: Platform;
  readonly arch: string;
  readonly cwd: string;
  /** Where everything that the program remembers lies: `CASTELLAN_HOME`, else the platform's folder for state. */
  readonly stateFolder: string;
  /** `CASTELLAN_URL`: wins over the server that `login` noted. */
  readonly serverUrl: string | undefined;
  /** `CASTELLAN_TOKEN`: what a pipeline has instead of a person: an enrolment token, or a token of a service account. */
  readonly token: string | undefined;
  /** The project that the coding agent says it works in, by the variable that it sets for its hooks. */
  readonly projectFolder: string | undefined;
  /** Whether a person may be sitting at a terminal of this process. */
  readonly hasTerminal: boolean;
  /** Whether opening a browser can work at all. */
  readonly hasDisplay: boolean;
  /** False without a session to hold one, and where `CASTELLAN_KEYCHAIN` is `off`. */
  readonly mayUseKeychain: boolean;
  /** Where programs are looked for. */
  readonly programFolders: readonly string[];
  /** How this program itself was started: the runtime and the file, or the one executable. */
  readonly program: readonly string[];
}

type Variables = Readonly<Record<string, string | undefined>>;

export function readEnvironment(variables: Variables = process.env, platform: string = process.platform): Environment {
  const known: Platform = platform === 'darwin' || platform === 'win32' ? platform : 'linux';
  const home = homeOf();
  return {
    home,
    user: userName(),
    hostname: hostname(),
    platform: known,
    arch: arch(),
    cwd: process.cwd(),
    stateFolder: stateFolderOf(variables, known, home),
    serverUrl: given(variables['CASTELLAN_URL']),
    token: given(variables['CASTELLAN_TOKEN']),
    projectFolder: given(variables['CLAUDE_PROJECT_DIR']) ?? given(variables['GEMINI_PROJECT_DIR']),
    hasTerminal: known === 'win32' || hasTerminal(),
    hasDisplay: known !== 'linux' || isGiven(variables, 'DISPLAY') || isGiven(variables, 'WAYLAND_DISPLAY'),
    mayUseKeychain: mayUseKeychain(variables, known),
    programFolders: (variables['PATH'] ?? '').split(delimiter).filter(isAbsolute),
    program: programWords(),
  };
}

const programWords = (): readonly string[] =>
  isExecutable() ? [process.execPath] : [process.execPath, ...process.argv.slice(1, 2)];

const isGiven = (variables: Variables, name: string): boolean => given(variables[name]) !== undefined;

/** With an empty `HOME` the home is the one that the system's own records name. */
const homeOf = (): string => given(homedir()) ?? userInfo().homedir;

/** On Linux a keychain speaks over the session's bus, and only there. */
const mayUseKeychain = (variables: Variables, platform: Platform): boolean =>
  variables['CASTELLAN_KEYCHAIN'] !== 'off' && (platform !== 'linux' || isGiven(variables, 'DBUS_SESSION_BUS_ADDRESS'));

const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value);

function stateFolderOf(variables: Variables, platform: Platform, home: string): string {
  const chosen = given(variables['CASTELLAN_HOME']);
  if (chosen !== undefined) return chosen;
  const state = given(variables['XDG_STATE_HOME']);
  if (state !== undefined) return join(state, 'castellan');
  if (platform === 'win32')
    return join(given(variables['LOCALAPPDATA']) ?? join(home, 'AppData', 'Local'), 'castellan');
  return join(home, '.local', 'state', 'castellan');
}

function userName(): string | undefined {
  try {
    return userInfo().username;
  } catch {
    // A container may run under a user id that has no name.
    return undefined;
  }
}

/** A hook's own streams are pipes; the terminal of its agent is asked for by name. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}
