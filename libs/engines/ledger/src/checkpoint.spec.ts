import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { openCheckpoint, signCheckpoint } from './checkpoint.js';
import { noteKeyId, type NoteSigner, openNote, rawPublicKey, signNote, verifierKey } from './signed-note.js';

function signerNamed(name: string): NoteSigner {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { name, privateKey, publicKey: rawPublicKey(privateKey) };
}
const signer = signerNamed('castellan/acme');
const root = Buffer.alloc(32, 9);
const note = signCheckpoint({ origin: signer.name, size: 42, root }, signer);

describe('checkpoints', () => {
  it('have the three lines and the signature of tlog-checkpoint', () => {
    expect(note).toMatch(/^castellan\/acme\n42\n[A-Za-z0-9+/]{43}=\n\n— castellan\/acme [A-Za-z0-9+/]{91}=\n$/);
    expect(openCheckpoint(note, signer)).toEqual({ origin: signer.name, size: 42, root });
  });

  it('agree with what the checksum database of Go signs', () => {
    const key = {
      name: 'sum.golang.org',
      publicKey: Buffer.from('Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8', 'base64').subarray(1),
    };
    expect(verifierKey(key)).toBe('sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8');
    const signed =
      'go.sum database tree\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n' +
      '— sum.golang.org Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n';
    expect(openNote(signed, [key])).toContain('20852163');
    expect(openNote(signed.replace('20852163', '20852164'), [key])).toBeNull();
  });

  it.each([
    ['another size', (text: string) => text.replace('\n42\n', '\n43\n')],
    ['another root', (text: string) => text.replace(/CQkJ/, 'CQkK')],
    ['another origin', (text: string) => text.replaceAll('castellan/acme', 'castellan/evil')],
    ['a cut signature', (text: string) => `${text.slice(0, -6)}\n`],
    ['no signature', (text: string) => text.slice(0, text.indexOf('\n\n') + 2)],
    ['a missing newline', (text: string) => text.slice(0, -1)],
    ['another spelling of the base64', (text: string) => text.replace(/=\n$/, '\n')],
    ['nothing', () => ''],
  ])('are refused with %s', (_what, change) => {
    expect(openCheckpoint(change(note), signer)).toBeNull();
  });

  it('are refused when another key of the same name signed', () => {
    expect(
      openCheckpoint(signCheckpoint({ origin: signer.name, size: 1, root }, signerNamed(signer.name)), signer),
    ).toBeNull();
  });

  it('are refused when the origin is not the name of the key', () => {
    expect(openCheckpoint(signCheckpoint({ origin: 'castellan/other', size: 1, root }, signer), signer)).toBeNull();
  });

  it('keep their signature when a witness adds one', () => {
    const witness = signerNamed('witness.example');
    const cosigned = note + signNote('x\n', witness).split('\n\n')[1]!;
    expect(openCheckpoint(cosigned, signer)).not.toBeNull();
  });

  it.each(['007', '-1', '1e3', '9007199254740993', ''])('are refused when the size is "%s"', (size) => {
    expect(
      openCheckpoint(signNote(`${signer.name}\n${size}\n${root.toString('base64')}\n`, signer), signer),
    ).toBeNull();
  });

  it('name their key by four bytes that depend on name and key', () => {
    expect(noteKeyId(signer)).toHaveLength(4);
    expect(noteKeyId({ ...signer, name: 'other' })).not.toEqual(noteKeyId(signer));
  });
});
