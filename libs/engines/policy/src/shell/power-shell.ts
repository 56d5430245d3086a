import { isSecretVariable } from './environment.js';
import { danger, type Found, opaque, read, remove, write } from './found.js';
import { known, type Special } from './special.js';

/** Another system’s shell: what it is told decides; it is never better than asked about. */
export const windows: Special = (args, _given, program) => {
  // The shell of Elixir has the same name, and begins with its options.
  if (program === 'iex' && (args.length === 0 || args[0]?.startsWith('-') === true)) return [];
  const words = known(args);
  if (!/^(?:powershell|pwsh)(?:\.exe)?$/i.test(program))
    return /^(?:wsl|Invoke-WebRequest|iwr|irm|Invoke-RestMethod)(?:\.exe)?$/.test(program) && !words.some(isGrave)
      ? [opaque('another system’s shell')]
      : [...toldPowerShell([program, ...words].map(quoted).join(' ')), OTHER_SHELL];
  const text = textOf(words);
  if (text === null) return [OTHER_SHELL];
  const told = toldPowerShell(text);
  return words.length === args.length && onlyTells(text) ? told : [...told, opaque('another system’s shell')];
};

const OTHER_SHELL = danger('a command of another system’s shell');
const isGrave = (word: string): boolean => /^-e|^\/c|remove-item|\biex\b|invoke-expression/i.test(word);
const quoted = (word: string): string => (/[\s;|&]/.test(word) ? `"${word}"` : word);

/** What it is to run, behind its own options; null where that is hidden. */
function textOf(words: readonly string[]): string | null {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    const next = words[at + 1] ?? '';
    if (/^-(?:e|ec|en\w*)$/i.test(word) || (/^-w\w*$/i.test(word) && /^h/i.test(next))) return null;
    if (/^-e[xp]\w*$/i.test(word) && /^(?:bypass|unrestricted)$/i.test(next)) return null;
    if (/^-c\w*$/i.test(word)) return words.slice(at + 1).join(' ');
    if (/^-f\w*$/i.test(word))
      return `& ${words
        .slice(at + 1)
        .map(quoted)
        .join(' ')}`;
    if (/^-(?:ex\w*|ep|v\w*|w\w*|config\w*|cus\w*|inp\w*|o\w*|p\w*|settings\w*)$/i.test(word)) at += 1;
    else if (!word.startsWith('-')) return words.slice(at).join(' ');
  }
  return '';
}

/** Names and aliases of its commands, by what they do; the two of one verb and noun are written so that letters of any case match. */
const named = (names: string): ReadonlySet<string> => new Set(names.trim().split(/\s+/));
const DELETES = named('remove-item ri rm rmdir rd del erase');
const WRITES = named(
  'set-content sc add-content ac out-file clear-content clc new-item ni md mkdir tee-object set-item si export-csv epcsv export-clixml start-transcript set-acl',
);
const READS = named(
  'get-content gc cat type select-string sls import-csv ipcsv import-clixml get-item gi get-childitem gci dir ls format-hex get-filehash resolve-path get-acl',
);
const MOVES = named('move-item mi mv move rename-item ren rni');
const COPIES = named('copy-item cp cpi copy compress-archive expand-archive');
const STARTS = named('start-process saps start');
const FETCHES = named('invoke-webrequest iwr invoke-restmethod irm start-bitstransfer curl wget');
/** They only show, or make something of what they are shown. */
const TELLS = named(`
  get-childitem gci dir ls get-content gc cat type select-string sls get-item gi get-date get-process gps ps get-service gsv get-command gcm get-help get-location gl pwd
  get-host get-culture get-filehash get-member gm get-random get-uptime get-timezone get-unique get-module gmo get-alias gal resolve-path test-path split-path join-path
  measure-object measure select-object select sort-object sort where-object where group-object group compare-object compare format-table ft format-list fl
  format-wide fw format-hex out-string out-host out-null convertfrom-json convertto-json convertfrom-csv convertto-csv import-csv ipcsv write-output echo write-host
`);
/** No variable, block, type, call, target, provider or share: nothing but names, options and plain words. */
const PLAIN = /^(?:[\w.,/*? -]|\\(?!\\)|"[\w.,/*? -]*"|'[^'\n:]*'|[|;])+$/;
/** They ask another machine, or show the answer elsewhere. */
const ELSEWHERE = /(?:^|\s)-(?:computername|cn|cimsession|session|online|showwindow)\b/i;

/** Whether a text of PowerShell surely only tells something: each of its commands is one that shows, in plain words. */
function onlyTells(text: string): boolean {
  if (text.length > LONGEST_TOLD || !PLAIN.test(text) || ELSEWHERE.test(text)) return false;
  const commands = text.split(/[|;]/).map((command) => command.trim().split(/\s/)[0] ?? '');
  return commands.every((name) => TELLS.has(name.toLowerCase()));
}
const LONGEST_TOLD = 500;

/** They run what they are given as text, loosen what guards, or change the system. */
const DANGEROUS = named(`
  invoke-expression iex set-executionpolicy set-itemproperty sp new-itemproperty remove-itemproperty rp clear-itemproperty new-service stop-service
  set-service remove-service restart-service register-scheduledtask register-scheduledjob new-scheduledtask new-scheduledtaskaction set-scheduledtask set-mppreference
  add-mppreference remove-mppreference clear-eventlog limit-eventlog remove-eventlog clear-history clhy restart-computer stop-computer format-volume clear-disk initialize-disk
  remove-partition get-credential new-localuser add-localgroupmember set-localuser enable-psremoting register-wmievent set-wmiinstance invoke-wmimethod invoke-cimmethod
  new-alias set-alias sal nal export-pfxcertificate import-pfxcertificate export-certificate import-certificate enable-windowsoptionalfeature
  disable-windowsoptionalfeature set-netfirewallrule new-netfirewallrule set-netfirewallprofile disable-netfirewallrule remove-netfirewallrule
  set-psreadlineoption set-smbshare new-smbshare new-psdrive mount-psdrive unblock-file enter-pssession new-pssession set-dnsclientserveraddress
  reg regedit schtasks sc.exe bitsadmin certutil mshta rundll32 regsvr32 wmic cscript wscript takeown icacls vssadmin bcdedit netsh net runas cmdkey
`);
const DANGEROUS_TYPES =
  /\[(?:system\.)?(?:reflection|net\.|diagnostics\.process|runtime\.|activator|scriptblock|appdomain|security\.|management\.|convert\]::frombase64|environment\]::set|io\.compression|ref\]|marshal|win32)/i;
const DANGEROUS_WORDS =
  /downloadstring|downloadfile|downloaddata|frombase64string|\$profile\b|\bhk(?:lm|cu|cr|u|ey)\w*:|-encodedcommand|\.invoke\s*\(|invokescript|\bamsi|-verb\s+["']?runas|-comobject|net\.(?:webclient|sockets)|\bsystem\.management\b|\badd-type\b(?!\s+-assemblyname)|-bypass\b/i;
const FILES =
  /\[(?:system\.)?io\.(?:file|directory|fileinfo|streamwriter|filestream)\](?:::(\w+))?\s*\(\s*["']?([^"',)]*)/gi;

const LONGEST = 10_000;

function toldPowerShell(written: string): readonly Found[] {
  if (written.length > LONGEST) return [OTHER_SHELL];
  // The sign that takes the meaning from the next; in the midst of a word it only hides the word.
  const text = written.replaceAll('`', '');
  const found: Found[] = [];
  if (DANGEROUS_TYPES.test(text) || DANGEROUS_WORDS.test(text)) found.push(OTHER_SHELL);
  for (const [, verb = '', path = ''] of text.matchAll(FILES))
    found.push(...asPaths([path], /^(?:read|exists|get|enum)/i.test(verb) ? read : remove));
  for (const [, name = ''] of text.matchAll(/\$\{?env:(\w+)/gi))
    if (isSecretVariable(name)) found.push(danger('a secret of the environment'));
  let before: Command | undefined;
  for (const command of commandsIn(text)) {
    found.push(...foundIn(command), ...flowsInto(command, before));
    before = command;
  }
  return found;
}

interface Word {
  readonly text: string;
  /** Between quotes: no option, and no program but behind `&`. */
  readonly isQuoted: boolean;
}
interface Command {
  readonly words: readonly Word[];
  readonly targets: readonly string[];
  readonly isCalled: boolean;
}

const TOKEN = /"((?:[^"]|"")*)"|'((?:[^']|'')*)'|(\d?>{1,2}(?:&\d)?)|([;\n|{}()&=,]+)|([^\s;|{}()&=,"'>]+)/g;

/** Each pipe, block and bracket begins another command. */
function commandsIn(text: string): readonly Command[] {
  const commands: Command[] = [];
  let [words, targets, isCalled, isTarget]: [Word[], string[], boolean, boolean] = [[], [], false, false];
  const end = (): void => {
    if (words.length > 0 || targets.length > 0) commands.push({ words, targets, isCalled });
    [words, targets, isCalled, isTarget] = [[], [], false, false];
  };
  for (const [, double, single, arrow, sign, bare] of text.matchAll(TOKEN)) {
    const word = double ?? single ?? bare;
    if (word !== undefined && isTarget) targets.push(word);
    else if (word !== undefined) words.push({ text: word, isQuoted: bare === undefined });
    isTarget = arrow !== undefined && !arrow.includes('&');
    if (sign === undefined || sign === ',') continue;
    end();
    isCalled = sign.endsWith('&');
  }
  end();
  return commands;
}

function foundIn({ words, targets, isCalled }: Command): readonly Found[] {
  const found: Found[] = [...asPaths(targets, write)];
  const [first, ...rest] = words;
  if (first === undefined || /^[$[@\d]/.test(first.text) || (first.isQuoted && !isCalled)) return found;
  const name = first.text.toLowerCase().replace(/\.exe$/, '');
  if (name === '.' || name === '&') return [...found, ...foundIn({ words: rest, targets: [], isCalled: true })];
  return [...found, ...toldCommand(name, first.text, rest)];
}

/** `gci folder | ri`: what is listed before is what is deleted. */
function flowsInto({ words: [first, ...rest] }: Command, before: Command | undefined): readonly Found[] {
  if (first === undefined || before === undefined || !DELETES.has(first.text.toLowerCase())) return [];
  if (readWords(rest).operands.length > 0 || !READS.has(before.words[0]?.text.toLowerCase() ?? '')) return [];
  return asPaths(readWords(before.words.slice(1)).operands, (path) => remove(`${path}/found`));
}

function toldCommand(name: string, written: string, rest: readonly Word[]): readonly Found[] {
  if (DANGEROUS.has(name)) return [OTHER_SHELL];
  const { operands, option } = readWords(rest);
  if (DELETES.has(name)) return asPaths(operands, remove);
  if (READS.has(name)) return asPaths(operands, read);
  if (WRITES.has(name)) return asPaths(operands.slice(0, 1), write);
  if (COPIES.has(name) || MOVES.has(name)) {
    const target = option('destination', 'dest', 'newname') ?? operands[1];
    return [
      ...asPaths(operands.slice(0, 1), COPIES.has(name) ? read : remove),
      ...(target === undefined ? [] : asPaths([target], write)),
    ];
  }
  if (FETCHES.has(name)) {
    const kept = option('outfile', 'o', 'destination');
    const sent = option('infile');
    return [
      ...(kept === undefined ? [] : asPaths([kept], write)),
      ...(sent === undefined ? [] : asPaths([sent], read)),
    ];
  }
  if (STARTS.has(name)) return [started(operands, option)];
  // A name of two parts is a command of its own; every other is a program of the system, under a folder where the name is a path.
  return /^[a-z]+-[a-z]+$/.test(name) || !/^[\w./~\\-]+$/.test(name)
    ? []
    : [{ kind: 'words', words: [slashed(written), ...rest.map(({ text }) => homed(text))] }];
}

type Option = (...names: readonly string[]) => string | undefined;
const started = (operands: readonly string[], option: Option): Found => {
  const program = option('filepath') ?? operands[0] ?? '';
  const given = [option('argumentlist', 'args'), ...operands.slice(option('filepath') === undefined ? 1 : 0)];
  return {
    kind: 'words',
    words: [slashed(program), ...given.flatMap((word) => (word === undefined ? [] : word.split(/\s+/)))],
  };
};

/** Options whose values name no file. */
const VALUED =
  /^-(?:filter|fi|include|inc|exclude|exc|value|va|pattern|pat|encoding|enc|depth|first|last|skip|property|erroraction|ea|itemtype|type|name|algorithm|delimiter|stream|credential|method|uri|headers|body|contenttype|useragent|proxy|source|timeoutsec|workingdirectory|windowstyle|verb|wait|totalcount|tail|head)$/i;
/** Options whose values are looked at by name. */
const NAMED = /^-(?:destination|dest|newname|outfile|o|infile|filepath|argumentlist|args)$/i;

function readWords(words: readonly Word[]): { readonly operands: readonly string[]; readonly option: Option } {
  const operands: string[] = [];
  const options = new Map<string, string>();
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at];
    if (word === undefined) break;
    const isOption = !word.isQuoted && word.text.startsWith('-');
    if (!isOption) operands.push(word.text);
    else if (NAMED.test(word.text)) options.set(word.text.slice(1).toLowerCase(), words[(at += 1)]?.text ?? '');
    else if (VALUED.test(word.text)) at += 1;
  }
  return {
    operands,
    option: (...names) => names.map((name) => options.get(name)).find((value) => value !== undefined),
  };
}

/** `C:\Users` lies outside, wherever the workspace lies; the home has many names. */
function asPaths(words: readonly string[], make: (path: string) => Found): readonly Found[] {
  return words.flatMap((word): readonly Found[] => {
    const path = slashed(homed(word));
    if (/^(?:env|function|variable|alias|cert|wsman):/i.test(path)) return [];
    if (/^[a-z]:/i.test(path) || path.startsWith('//')) return [make(`/${path}`)];
    const [begin = '', ...unknown] = path.split('$');
    if (unknown.length === 0) return [make(path)];
    return [
      opaque('an argument of another system’s shell'),
      ...(/^[/~]|\.\./.test(begin) ? [make(`${begin}found`)] : []),
    ];
  });
}
const homed = (word: string): string =>
  word
    .replace(/^\$(?:\{?HOME\}?|env:(?:HOME|USERPROFILE|HOMEPATH)|\{env:(?:HOME|USERPROFILE)\})/i, '~')
    .replace(/^\$(?:PWD|PSScriptRoot)(?:\.Path)?/i, '.');
const slashed = (word: string): string => word.replaceAll('\\', '/');
