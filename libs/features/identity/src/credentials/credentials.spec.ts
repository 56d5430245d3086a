import fc from 'fast-check';
import { TOTP } from 'otpauth';
import { describe, expect, it } from 'vitest';
import { hashPassword, isPassword, weaknessOf } from './password.js';
import { hashOfRecoveryCode, newRecoveryCodes } from './recovery-code.js';
import { newTotpSecret, stepOfCode } from './totp.js';

describe('a password', () => {
  it.each(['short', 'password1234', 'aaaaaaaaaaaaaaaa', 'Qwertyuiop[]', 'ada.lovelace1', 'x'.repeat(257)])(
    'is refused when it is like %s',
    (password) => {
      expect(weaknessOf(password, ['ada.lovelace@example.com', 'ada.lovelace'])).not.toBeNull();
    },
  );

  it('is taken when it is four words, whatever they are made of', () => {
    for (const password of [
      'four quiet herons wade',
      'vier stille Reiher im Wasser',
      '四羽の静かな鷺が川上へ歩いて行く',
    ])
      expect(weaknessOf(password)).toBeNull();
  });

  it('is known again however the keyboard composes its letters, and nothing else is', async () => {
    const phc = await hashPassword('Überall stille Reiher');
    expect(phc).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1\$/);
    expect(await isPassword(phc, 'U\u0308berall stille Reiher')).toBe(true);
    expect(await isPassword(phc, 'uberall stille Reiher')).toBe(false);
    expect(await isPassword(null, 'nobody has this password, whoever asks')).toBe(false);
  });
});

describe('a code of the app', () => {
  it('belongs to its time step, and to one step around now at most', () => {
    const secret = newTotpSecret();
    const now = new Date('2030-01-01T00:00:10Z');
    const at = (seconds: number): string =>
      new TOTP({ secret }).generate({ timestamp: now.getTime() + seconds * 1_000 });
    const step = BigInt(now.getTime() / 1_000) / 30n;
    expect(stepOfCode(secret, at(0), now)).toBe(step);
    expect(stepOfCode(secret, at(-30), now)).toBe(step - 1n);
    expect(stepOfCode(secret, at(30), now)).toBe(step + 1n);
    for (const far of [-90, 90])
      expect([null, step - 1n, step, step + 1n].indexOf(stepOfCode(secret, at(far), now))).toBe(
        at(far) === at(0) ? 2 : 0,
      );
  });

  it('is refused when it is no code at all', () => {
    fc.assert(
      fc.property(
        fc.string(),
        (text) => /^\d{6}$/.test(text) || stepOfCode('JBSWY3DPEHPK3PXP', text, new Date(0)) === null,
      ),
    );
  });
});

describe('recovery codes', () => {
  it('are ten, all different, without letters that look like others', () => {
    const codes = newRecoveryCodes();
    expect(new Set(codes).size).toBe(10);
    for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  });

  it('are the same however they are typed, and good for one person', () => {
    const same = hashOfRecoveryCode('ada', '7K2M-0QXR-94TB-HV1D');
    expect(hashOfRecoveryCode('ada', ' 7k2m oqxr 94tb hvid ')).toEqual(same);
    expect(hashOfRecoveryCode('grace', '7K2M-0QXR-94TB-HV1D')).not.toEqual(same);
  });
});
