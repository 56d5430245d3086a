import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { HOLDS, marksIn, mayFit } from './marks.js';
import { type Place, PLACES } from './places.js';

const CASES = new URL('../../../policy/cases/', import.meta.url);
const PIECES = [
  'curl -u name:',
  'Authorization: Bearer ',
  'x-api-key: ',
  '--password=',
  'sshpass -p ',
  'mysql -p',
  'docker login -p ',
  'rabbitmqctl add_user x ',
  '"n:',
  '" | chpasswd',
  'login x password ',
  'host:5432:db:user:',
  '<password>',
  '</password>',
  'key="api token" value="',
  '"db_password", "',
  '"auth": "',
  '?access_token=',
  'Cookie: session=',
  'Das Passwort lautet ',
  'пароль — ',
  '0123456789abcdef0123456789abcdef-us1',
  'TOKEN=',
  'my_pat: ',
  'hunter2Aa9x!z7Q',
  'aGVsbG86d29ybGRfaXNfd2lkZQ==',
  'MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs',
  'İ',
  '"',
  ' ',
  '\n',
];

describe('the marks of a text', () => {
  it('tell every place that fits it', () => {
    const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 8 }).map((pieces) => pieces.join(''));
    fc.assert(
      fc.property(text, (given) => {
        expect(untold(given)).toEqual([]);
      }),
      { numRuns: 5_000 },
    );
  });

  it('tell every place that fits a command at work', () => {
    const lines = readdirSync(CASES).flatMap((file) => readFileSync(new URL(file, CASES), 'utf8').split('\n'));
    expect(lines.filter((line) => untold(line).length > 0)).toEqual([]);
  });

  it('tell that nothing can be there', () => {
    expect(marksIn('ls -la').holds & (HOLDS.form | HOLDS.privateKey | HOLDS.word)).toBe(0);
  });
});

/** The places that fit, and of which the marks say that they cannot. */
function untold(text: string): readonly number[] {
  const marks = marksIn(text);
  return [...PLACES.entries()].flatMap(([at, place]) => (!mayFit(marks, at) && fits(text, place) ? [at] : []));
}

function fits(text: string, { form, before }: Place): boolean {
  const at = text.search(form);
  return at !== -1 && before?.test(text.slice(0, at)) !== false;
}
