import { danger, opaque, read, write } from './found.js';
import { known, type Special } from './special.js';

/** Property lists say what starts by itself, among other things. */
const plutil: Special = (args, { operands }) => {
  const words = known(args);
  const isChange = words.some((word) => /^-(?:insert|replace|remove|create|convert)$/.test(word));
  const isApart = words.includes('-o') || words.includes('-e');
  const last = known(operands).at(-1);
  const output = words.find((_, at) => words[at - 1] === '-o');
  return [
    ...(output === undefined || output === '-' ? [] : [write(output)]),
    ...(last === undefined ? [] : [isChange && !isApart ? write(last) : read(last)]),
  ];
};
const plistBuddy: Special = (args) => {
  const words = known(args);
  const file = words.at(-1);
  const isLook = words.every((word, at) => words[at - 1] !== '-c' || /^\s*(?:print|help|quit|exit)\b/i.test(word));
  return file === undefined || file.startsWith('-') ? [] : [isLook ? read(file) : write(file)];
};

const codesign: Special = (args, { operands }) =>
  known(args).some((word) => /^-[a-z]*[sf]|^--(?:sign|force|remove-signature)/.test(word) && !/^-d/.test(word))
    ? known(operands).map(write)
    : [];

/** Programs that only show something by these words, and else change the system or the user. */
const LOOKS: Readonly<Record<string, RegExp>> = {
  softwareupdate: /^(?:-l|--list|--history)$/,
  mdutil: /^-s/,
  installer: /^-(?:pkginfo|dominfo|volinfo|vers|help|query)/,
  'xcode-select': /^(?:-p|--print-path|-v|--version|-h|--help)$/,
  hdiutil: /^(?:info|imageinfo|verify|checksum|plugins|help)$/,
  systemextensionsctl: /^list$/,
  kmutil: /^(?:showloaded|find|inspect)$/,
};
const ASKS = /^(?:--install|attach|mount|detach|create|convert|makehybrid)$/;
const setsUp: Special = (args, _given, program) => {
  const [first = ''] = known(args);
  if (LOOKS[program]?.test(first) === true) return [];
  return ASKS.test(first)
    ? [opaque(`what ${program} does`)]
    : [danger(`${program}, which changes the system or the user`)];
};

/** Other programs that are told to delete, to type, to run a text, or to end. */
const TOLD =
  /\b(?:keystroke|key code|delete|move|duplicate|empty (?:the )?trash|restart|shut ?down|log ?out|do script|do javascript|quit|set the clipboard)\b/i;
export const toldPrograms: Special = (args) => {
  const text = known(args).join('\n');
  return /\btell\b|\bApplication\(/i.test(text) && TOLD.test(text)
    ? [danger('what other programs are told to do')]
    : [];
};

/** What is opened may be a program, and a terminal runs what it is given. */
const opened: Special = (args) =>
  known(args).some(
    (word, at, all) =>
      /\.(?:command|tool|terminal|sh|app|pkg|scpt|workflow)$/i.test(word) &&
      !/^(?:-a|-b)$/.test(all[at - 1] ?? '') &&
      !/^https?:/i.test(word),
  ) ||
  known(args).some((word, at, all) => /^-[ab]$/.test(all[at - 1] ?? '') && /term|script ?editor|automator/i.test(word))
    ? [danger('a program that is opened, and so started')]
    : [];

const pictured: Special = (_args, { operands }) => [opaque('what the screen shows'), ...known(operands).map(write)];

const both = (names: string, special: Special): readonly [string, Special][] =>
  names.split(' ').map((name) => [name, special]);
/** What programs of macOS do besides what their options and operands say. */
export const APPLE_PROGRAMS: readonly (readonly [string, Special])[] = [
  ...both('plutil', plutil),
  ...both('PlistBuddy', plistBuddy),
  ...both('codesign', codesign),
  ...both(Object.keys(LOOKS).join(' '), setsUp),
  ...both('open', opened),
  ...both('screencapture', pictured),
];
