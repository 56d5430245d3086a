import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { remotesIn } from './git-config.js';
import { remotesOf } from './git-remotes.js';

describe('the remotes in a git config', () => {
  it.each([
    ['[remote "origin"]\n\turl = git@github.com:acme/api.git\n', ['git@github.com:acme/api.git']],
    [
      '[remote "a"] url = https://x.test/a\n[remote "b"]\nURL=https://x.test/b # ours\n',
      ['https://x.test/a', 'https://x.test/b'],
    ],
    ['[Remote "origin"]\n  pushurl = "ssh://x.test/a b"\n', ['ssh://x.test/a b']],
    ['[remote.origin]\nurl = https://x.test/old\n', ['https://x.test/old']],
    ['[branch "main"]\nremote = origin\nurl = https://x.test/no\n', []],
    ['[remote "o\\"]x"]\nurl = https://x.test/quoted\n', ['https://x.test/quoted']],
    ['[remote "o"]\nurl = https://x.test/\\\nlong\n', ['https://x.test/long']],
    ['[url "git@x.test:"]\ninsteadOf = x:\n[remote "o"]\nurl = x:acme/api\n', ['x:acme/api']],
    ['# [remote "o"]\n; url = https://x.test/no\n', []],
    ['[remote "o"]\nurl\nurl =\n', []],
    [`[remote "o"]\nurl = https://x.test/${'a'.repeat(2_000)}\n`, []],
  ])('%j are %j', (config, remotes) => {
    expect(remotesIn(config)).toEqual(remotes);
  });

  it('are read in time that grows with the text, whatever stands in it', () => {
    const hostile = '[remote "' + '\\"'.repeat(50_000) + '\n' + 'url = \\\n'.repeat(50_000);
    expect(remotesIn(hostile)).toEqual([]);
  });
});

describe('the remotes of a workspace', () => {
  let root: string;
  const put = (path: string, text: string): void => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const config = (remote: string): string => `[remote "origin"]\n\turl = ${remote}\n`;
  const of = (path: string) => remotesOf(join(root, path), join(root, 'home'));
  beforeAll(() => {
    root = mkdtempSync(join(tmpdir(), 'castellan-remotes-'));
    put('repo/.git/config', config('git@GitHub.com:Acme/API.git'));
    put('repo/src/a.ts', '');
    put('repo/.git/worktrees/side/commondir', '../..\n');
    put('side/.git', `gitdir: ${join(root, 'repo/.git/worktrees/side')}\n`);
    put('repo/.git/modules/lib/config', config('https://git.test/acme/lib'));
    put('repo/lib/.git', 'gitdir: ../.git/modules/lib\n');
    put('home/.git/config', config('https://git.test/me/dotfiles'));
    put('home/plain/a.ts', '');
    put('broken/.git', 'not what git writes');
    put('large/.git/config', config('https://git.test/a/b') + '#'.repeat(2_000_000));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    ['repo', ['github.com/acme/api']],
    ['repo/src', ['github.com/acme/api']],
    ['side', ['github.com/acme/api']],
    ['repo/lib', ['git.test/acme/lib']],
    ['home', ['git.test/me/dotfiles']],
    ['home/plain', []],
    ['broken', []],
    ['large', []],
    ['nowhere', []],
  ])('%s: %j', (path, remotes) => {
    expect(of(path)).toEqual(remotes);
  });
});
