import { firstUnseen } from './unseen.js';

/** Something in a text that would do more, in a shell or its terminal, than a reader of the text expects. */
export interface ShellHazard {
  readonly kind:
    | 'null'
    | 'escape'
    | 'erase'
    | 'paste'
    | 'control'
    | 'look-alike'
    | 'line-separator'
    | 'invalid'
    | 'stacked'
    | 'unseen';
  /** For people. */
  readonly what: string;
  readonly start: number;
}

/** In Chinese, Japanese and Korean its own signs are wide. */
const WIDE_SCRIPT = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\u3000-\\u303f]';
/** Punctuation that looks like what a shell obeys, and is not, or is after normalisation. */
const WIDE =
  '[\\uff02\\uff04\\uff06-\\uff09\\uff0d\\uff0f\\uff1b\\uff1c\\uff1e\\uff40\\uff5b-\\uff5e\\ufe54\\ufe59-\\ufe5c\\ufe60\\ufe63-\\ufe65\\ufe68\\ufe69]';
const NARROW = '[\\u2010-\\u2012\\u2215\\u2044\\u29f8\\u29f9\\u037e\\u2223\\u23d0]|\\u01c0(?!\\p{L})';
/** A dash that is no hyphen, where an option would begin. */
const DASH = '(?<=\\s)[\\u2013\\u2014\\u2212]{1,2}(?=[A-Za-z])';
/** Letters of Cyrillic and Greek that look like Latin ones, in one word with those: nobody writes so but to be misread. */
const TWINS = 'аеорсхуіјѕһԁԛԝӏο';
const MIXED = `(?<!\\p{L})(?=[A-Za-z]{0,40}[${TWINS}])(?=[${TWINS}]{0,40}[A-Za-z])[A-Za-z${TWINS}]{3,80}(?!\\p{L})`;

const FORMS: readonly (readonly [ShellHazard['kind'], RegExp, string])[] = [
  // A C program ends a text at it, so that the checker and the shell read different commands.
  ['null', /\u0000/, 'a null character, at which some programs stop reading'],
  // ESC, and CSI and OSC in one character.
  ['paste', /\u001b\[20[01]~/, 'the sign that ends a paste, behind which a terminal takes text for typed'],
  ['escape', /[\u001b\u0090\u0098\u009b\u009d-\u009f]/, 'an escape sequence, which a terminal obeys'],
  ['erase', /[\u0008\u007f]|\r(?!\n)/, 'a character that hides what stands before it'],
  [
    'control',
    /[\u0001-\u0007\u000e-\u001a\u001c-\u001f\u0080-\u0084\u0086-\u008f\u0091-\u0097\u0099\u009a\u009c]/,
    'a control character, which a terminal or an editor of lines obeys',
  ],
  ['line-separator', /[\u0085\u2028\u2029\u000b\u000c]/, 'a line break that only some programs see'],
  [
    'look-alike',
    new RegExp(`(?<!${WIDE_SCRIPT})${WIDE}(?!${WIDE_SCRIPT})|${NARROW}|${DASH}`, 'u'),
    'a character that looks like one that a shell obeys',
  ],
  ['look-alike', new RegExp(MIXED, 'u'), 'a word in letters of two alphabets that look alike'],
  // Programs replace them, each by something else, so that the checker and the shell read different commands.
  ['invalid', /\p{Cs}|\p{Noncharacter_Code_Point}/u, 'what is no character'],
  ['stacked', /\p{Mn}{10}/u, 'marks upon marks, which hide what stands below them'],
];

/** Every form has a character that is not plain: nearly no command has one. */
const NOT_PLAIN = /[^\t\n -~]/;

/** What in a command would reach the shell or the terminal unseen. Linear; the first of each kind. */
export function shellHazards(command: string): readonly ShellHazard[] {
  if (!NOT_PLAIN.test(command)) return [];
  const unseen = firstUnseen(command);
  const hazards = FORMS.flatMap(([kind, form, what]) => {
    const start = command.search(form);
    return start === -1 ? [] : [{ kind, what, start }];
  });
  return unseen === -1
    ? hazards
    : [...hazards, { kind: 'unseen', what: 'a character that shows nothing', start: unseen }];
}

/** `text` as one word for a POSIX shell: nothing in it is obeyed. @throws RangeError for a null character, which no argument can hold */
export function quotedForShell(text: string): string {
  if (text.includes('\0')) throw new RangeError('No argument of a program can hold a null character.');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
