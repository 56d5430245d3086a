import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalRemote } from './git-remote.js';

describe('a git remote', () => {
  it.each([
    'https://github.com/Acme/Payments.git',
    'https://github.com/acme/payments',
    'https://GitHub.com:443/acme/payments/',
    'https://ada:ghp_secret@github.com/acme/payments.git',
    'http://github.com/acme/payments',
    'git@github.com:acme/payments.git',
    'github.com:acme/payments',
    'ssh://git@github.com/acme/payments.git',
    'ssh://git@github.com:22/acme//payments.git',
    'ssh://git@ssh.github.com:443/acme/payments.git',
    'git://github.com:9418/acme/payments.git',
    'git+ssh://git@github.com/acme/payments.git',
    '  https://github.com/acme/%70ayments.git\n',
  ])('is the same however it is written: %s', (written) => {
    expect(canonicalRemote(written)).toBe('github.com/acme/payments');
  });

  it.each([
    ['https://git.acme.example:8443/a/b/c.git', 'git.acme.example:8443/a/b/c'],
    ['ssh://git@git.acme.example:2222/a/b.git', 'git.acme.example:2222/a/b'],
    ['git@ssh.dev.azure.com:v3/acme/Pay/core', 'dev.azure.com/acme/pay/_git/core'],
    ['https://acme@dev.azure.com/acme/Pay/_git/core', 'dev.azure.com/acme/pay/_git/core'],
    ['ssh://git@[::1]:2222/a/b', '[::1]:2222/a/b'],
    ['git@gitlab.com:group/sub/project.git', 'gitlab.com/group/sub/project'],
  ])('keeps what tells it from another: %s', (written, canonical) => {
    expect(canonicalRemote(written)).toBe(canonical);
  });

  it.each([
    '',
    'payments',
    '/srv/git/payments.git',
    '../payments',
    'file:///srv/git/payments.git',
    'C:\\work\\payments',
    'c:/work/payments',
    'https://github.com',
    'https://github.com/',
    'https://github.com/acme/../other/payments',
    'https://github.com/acme/%2e%2e/payments',
    'https://github.com/acme/payments?x=1',
    'https://github.com/acme/%zz',
    'javascript://github.com/acme/payments',
    'https://git hub.com/acme/payments',
    `https://github.com/${'a'.repeat(600)}`,
    'git@github.com:acme/\u0000payments',
  ])('is none: %j', (written) => {
    expect(canonicalRemote(written)).toBeNull();
  });

  const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,20}$/);
  it('comes out the same from every form, and has its own spelling as its canonical one', () => {
    fc.assert(
      fc.property(name, fc.array(name, { minLength: 1, maxLength: 4 }), (host, parts) => {
        const at = `${host}.example`;
        const path = parts.join('/');
        const forms = [
          `https://${at}/${path}`,
          `https://u:p@${at}/${path}.git`,
          `git@${at}:${path}.git`,
          `ssh://git@${at}/${path}/`,
        ];
        const canonical = new Set(forms.map(canonicalRemote));
        expect(canonical.size).toBe(1);
        const [only] = canonical;
        expect(canonicalRemote(`https://${only ?? ''}`)).toBe(only);
      }),
    );
  });

  it('never takes the process down, and never gives back a secret', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), (text) => {
        const canonical = canonicalRemote(`https://user:hunter2@${text}`);
        expect(canonical === null || !canonical.startsWith('user:')).toBe(true);
        expect(() => canonicalRemote(text)).not.toThrow();
      }),
    );
  });
});
