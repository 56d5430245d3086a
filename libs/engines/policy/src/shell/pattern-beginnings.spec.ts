import { describe, expect, it } from 'vitest';
import { beginningsOf } from './pattern-beginnings.js';

const lettersOf = (program: string, pattern: RegExp) =>
  beginningsOf(program, pattern.source).map(({ letters }) => letters);

describe('the beginnings of a pattern', () => {
  it.each([
    ['the word behind the program', 'git', /^git credential/, ['c']],
    ['each of several words', 'git', /^git (?:secret (?:reveal|cat)|crypt unlock)/, ['sc']],
    ['one of several programs', 'npm', /^(?:yarn|pnpm|npm) config get .*token/i, ['c']],
    ['words in front of which programs stand in brackets', 'op', /^(?:pass show|op (?:read|item get))/, ['ri']],
    ['only the alternatives of the program', 'npm', /^heroku config|^npm (?:token|config get)/, ['tc']],
  ])('tell %s', (_, program, pattern, letters) => {
    expect(lettersOf(program, pattern)).toEqual(letters);
  });

  it.each([
    ['a class of letters', 'pass', /^(?:pass|gopass) (?:show|[^i-])/],
    ['a word that may be absent', 'age', /^age (?:.* )?(?:-d|--decrypt)(?: |$)/],
    ['a letter that may be absent', 'npm', /^npm a?b/],
    ['no word at all', 'pinentry', /^(?:ssh-add|pinentry)(?: (?!-l)|$)/],
    ['a name with a letter that may be absent', 'gpg', /^gpg2? -d/],
    ['a name that is no plain one', 'docker-credential-desktop', /^docker-credential-\S+ get/],
    ['whatever stands in front', 'git', /secret/],
  ])('are any behind %s', (_, program, pattern) => {
    expect(lettersOf(program, pattern)).toEqual([null]);
  });

  it.each([
    ['another program', 'git', /^npm token/],
    ['another program that is no plain one', 'git', /^gpg2? -d|^pip3? config|^docker-credential-\S+ get/],
    ['a longer name', 'git', /^git-crypt unlock/],
  ])('are none of %s', (_, program, pattern) => {
    expect(lettersOf(program, pattern)).toEqual([]);
  });
});
