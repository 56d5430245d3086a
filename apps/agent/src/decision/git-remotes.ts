import { readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { canonicalRemote } from '#contracts';
import { remotesIn } from './git-config.js';

const MOST_BYTES = 1024 * 1024;

/**
 * The canonical remotes of the repository that holds `workspace`: read from its own config, without git. A worktree has the remotes of the
 * repository that it belongs to, a submodule its own. Nothing for what is no repository, or cannot be read. A home folder that is itself one (dotfiles)
 * is not the repository of what lies in it.
 */
export function remotesOf(workspace: string, home: string): readonly string[] {
  const git = gitFolderOf(workspace, home);
  if (git === null) return [];
  const config = textOf(join(commonFolderOf(git), 'config'));
  const canonical = remotesIn(config ?? '').flatMap((remote) => canonicalRemote(remote) ?? []);
  return [...new Set(canonical)].sort();
}

/** `.git` here or above: a folder, or a file that names one (a worktree, a submodule). */
function gitFolderOf(workspace: string, home: string): string | null {
  const start = resolve(workspace);
  for (let at = start; ; at = dirname(at)) {
    if (at === resolve(home) && at !== start) return null;
    const found = statSync(join(at, '.git'), { throwIfNoEntry: false });
    if (found !== undefined) return found.isDirectory() ? join(at, '.git') : namedFolder(at);
    if (at === dirname(at)) return null;
  }
}

function namedFolder(at: string): string | null {
  const named = /^gitdir: (.+)/.exec(textOf(join(at, '.git')) ?? '')?.[1]?.trim();
  return named === undefined ? null : resolve(at, named);
}

/** A worktree's folder says in `commondir` where the rest of the repository is. */
function commonFolderOf(git: string): string {
  const common = textOf(join(git, 'commondir'))?.trim();
  return common === undefined || common === '' ? git : resolve(git, common);
}

function textOf(path: string): string | null {
  try {
    return statSync(path).size > MOST_BYTES ? null : readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
