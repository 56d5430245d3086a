import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync, utimesSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StateFolder } from '../machine/state-folder.js';
import { resolvePath } from './resolve-path.js';
import { forgetOldSessions, NO_WORKSPACE, workspaceOf, workspaceOfSession } from './workspace.js';

let root: string;
let home: string;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'castellan-paths-')));
  home = join(root, 'home');
  mkdirSync(join(home, 'project/.git'), { recursive: true });
  mkdirSync(join(home, 'project/src/deep'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('the workspace', () => {
  it('is the project that the agent names, else the repository around it, else its folder', () => {
    const deep = join(home, 'project/src/deep');
    expect(workspaceOf({ cwd: deep, home, projectFolder: join(home, 'project/src') })).toBe(join(home, 'project/src'));
    expect(workspaceOf({ cwd: deep, home, projectFolder: undefined })).toBe(join(home, 'project'));
    expect(workspaceOf({ cwd: root, home: '/nowhere', projectFolder: undefined })).toBe(root);
  });

  it('is never a folder that holds the home folder, by whatever name', () => {
    symlinkSync(root, join(root, 'alias'));
    for (const cwd of ['/', root, join(root, 'alias')]) {
      expect(workspaceOf({ cwd, home, projectFolder: undefined })).toBe(NO_WORKSPACE);
    }
    expect(workspaceOf({ cwd: home, home, projectFolder: '/' })).toBe(NO_WORKSPACE);
  });

  it('stays what it was when a session began, until it is long forgotten', () => {
    const folder = new StateFolder(join(root, 'state'));
    const at = (cwd: string): string => workspaceOfSession(folder, 's', { cwd, home, projectFolder: undefined });
    const project = join(home, 'project');
    expect(at(project)).toBe(project);
    expect(at('/etc')).toBe(project);
    const now = new Date('2030-01-01T00:00:00Z');
    const [name = ''] = readdirSync(folder.pathOf('sessions'));
    utimesSync(folder.pathOf(join('sessions', name)), now, now);
    forgetOldSessions(folder, now);
    expect(at('/etc')).toBe(project);
    utimesSync(folder.pathOf(join('sessions', name)), 1, 1);
    forgetOldSessions(folder, now);
    expect(at('/etc')).toBe('/etc');
  });
});

describe('where a path really leads', () => {
  it('follows links, also to what is not there yet, and links that lead nowhere', () => {
    mkdirSync(join(root, 'outside'));
    symlinkSync(join(root, 'outside'), join(home, 'link'));
    symlinkSync('../outside/new.txt', join(home, 'dangling'));
    expect(resolvePath(join(home, 'link/a/b.txt'))).toBe(join(root, 'outside/a/b.txt'));
    expect(resolvePath(join(home, 'dangling'))).toBe(join(root, 'outside/new.txt'));
    expect(resolvePath(`${home}/link/../x`)).toBe(join(root, 'x'));
    expect(resolvePath('/proc/self/root/etc/../etc/new')).toBe('/etc/new');
  });

  it('comes to an end where links lead in a circle', () => {
    symlinkSync(join(home, 'b'), join(home, 'a'));
    symlinkSync(join(home, 'a'), join(home, 'b'));
    expect(resolvePath(join(home, 'a/x'))).toMatch(/\/x$/);
  });
});
