/** Something in a text that would do more, in a shell or its terminal, than a reader of the text expects. */
export interface ShellHazard {
  readonly kind: 'null' | 'escape' | 'erase' | 'paste' | 'look-alike' | 'line-separator';
  /** For people. */
  readonly what: string;
  readonly start: number;
}

const FORMS: readonly (readonly [ShellHazard['kind'], RegExp, string])[] = [
  // A C program ends a text at it, so that the checker and the shell read different commands.
  ['null', /\u0000/, 'a null character, at which some programs stop reading'],
  // ESC, and CSI and OSC in one character.
  ['paste', /\u001b\[20[01]~/, 'the sign that ends a paste, behind which a terminal takes text for typed'],
  ['escape', /[\u001b\u009b\u009d\u0090]/, 'an escape sequence, which a terminal obeys'],
  ['erase', /[\u0008\u007f]|\r(?!\n)/, 'a character that hides what stands before it'],
  ['line-separator', /[\u0085\u2028\u2029\u000b\u000c]/, 'a line break that only some programs see'],
  [
    'look-alike',
    // Punctuation that looks like what a shell obeys, and is not, or is after normalisation.
    /[\uff02\uff04\uff06-\uff09\uff0d\uff0f\uff1b\uff1c\uff1e\uff40\uff5b-\uff5e\u2010\u2011\u2012\u2215\u2044\u037e\u2223\u01c0\u23d0]/,
    'a character that looks like one that a shell obeys',
  ],
];

/** Every form has a character that is not plain: nearly no command has one. */
const NOT_PLAIN = /[^\t\n -~]/;

/** What in a command would reach the shell or the terminal unseen. Linear; the first of each kind. */
export function shellHazards(command: string): readonly ShellHazard[] {
  if (!NOT_PLAIN.test(command)) return [];
  return FORMS.flatMap(([kind, form, what]) => {
    const start = command.search(form);
    return start === -1 ? [] : [{ kind, what, start }];
  });
}

/** `text` as one word for a POSIX shell: nothing in it is obeyed. @throws RangeError for a null character, which no argument can hold */
export function quotedForShell(text: string): string {
  if (text.includes('\0')) throw new RangeError('No argument of a program can hold a null character.');
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
