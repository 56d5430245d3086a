import { danger, type Found, opaque, read, shell, write } from './found.js';
import { known, type Special } from './special.js';

/** Who guards the machine may be asked, and not changed. */
export const castellan: Special = (args) =>
  /^(?:status|settings|explain|doctor|verify|version|help|--version|--help)$/.test(args[0] ?? '')
    ? []
    : [danger('changing what guards the machine')];
/** A container with the host's files or rights is no container. */
export const container: Special = (args) =>
  known(args).flatMap((word, at, all): readonly Found[] => {
    if (/^--(?:privileged|cap-add|device|pid=host|userns=host|ipc=host|security-opt)/.test(word))
      return [danger('a container with the rights of the host')];
    // Every process of the machine sees it.
    if (/^(?:-p|--password(?:=.+)?)$/.test(word) && all.includes('login') && at + 1 < all.length)
      return [danger('a password on a command line')];
    const volume =
      /^(?:-v|--volume|-B|--bind)=?(.+)$/.exec(word)?.[1] ??
      (/^(?:-v|--volume|-B|--bind)$/.test(word) ? all[at + 1] : undefined) ??
      (/^(?:--mount=)?type=bind/.test(word) ? /(?:src|source)=([^,]+)/.exec(word)?.[1] : undefined);
    const source = volume?.split(':')[0];
    if (source === undefined || !/^[/~.]/.test(source)) return [];
    return [/:ro\b|readonly/.test(volume ?? '') ? read(source) : write(source === '/' ? '/host' : source)];
  });
/** Clients of databases that run a shell for a meta command. */
export const client: Special = (args) =>
  known(args).flatMap((word): readonly Found[] => {
    const run = /\\!\s*(.*)|^\s*system\s+(.*)/s.exec(word);
    if (run) return [danger('a database that starts a shell'), shell(run[1] ?? run[2] ?? '', 'a database client')];
    const piped =
      /\\(?:o|out|g|gx|w|write|s)\s*\(?[^|]{0,80}\|\s*(.+)|(?:^|[;\n])\s*(?:\\P|pager)\s+(?!less|more|cat\b)(\S.*)/s.exec(
        word,
      );
    const shown = piped?.[1] ?? piped?.[2] ?? SHOWN.exec(word)?.[1];
    if (shown !== undefined)
      return [danger('a database that starts a program'), shell(shown.replace(/["';]\s*$/, ''), 'a database client')];
    const kept = /\\[ogw]\s+['"]?([/~.][^\s'"]*)/.exec(word)?.[1];
    const startsProgram =
      /\b(?:to|from)\s+program\b|os\.execute|io\.popen|into\s+(?:out|dump)file|load_file\s*\(|\bpg_(?:read_(?:binary_)?file|ls_dir|execute_server_program)\s*\(|\blo_(?:im|ex)port\s*\(/i.test(
        word,
      );
    return [
      ...(kept === undefined ? [] : [write(kept)]),
      ...(/\bcopy\b/i.test(word) ? filesCopied(word) : []),
      ...(startsProgram ? [danger('a database that runs a program or writes a file')] : []),
    ];
  });
/** It changes what it is told to, by whoever is known there, unless it only tells about itself. */
export const psql: Special = (args, given, program) =>
  args.length === 1 && /^--(?:version|help)$/.test(args[0] ?? '')
    ? []
    : [...client(args, given, program), opaque('what psql changes')];
/** Variables of a client that name a program. */
const SHOWN =
  /^(?:--(?:set|variable|pset)=)?(?:PAGER|EDITOR|PSQL_\w+|pager)=((?!less|more|cat|vim?\b|nano\b|o(?:n|ff)$|[01]$)\S.*)/;

/** Each file after a "to" or "from" of a text that copies: which of them belongs to which copy takes no part in the answer. */
const filesCopied = (text: string): readonly Found[] =>
  [...text.matchAll(/\b(to|from)\s+['"]?([/~.][^\s'"]*)/gi)].map(([, way = '', file = '']) =>
    way.toLowerCase() === 'to' ? write(file) : read(file),
  );

export const multiplexer: Special = (args, { operands }) => {
  const words = known(operands);
  const at = words.findIndex((word) =>
    /^(?:new|new-session|neww|new-window|splitw|split-window|respawn-pane|run-shell|if-shell|send-keys)$/.test(word),
  );
  return at === -1 || words.length === at + 1 ? [] : [shell(words.slice(at + 1).join(' '), 'a terminal multiplexer')];
};
export const launchctl: Special = (args) =>
  /^(?:load|bootstrap|enable|submit|kickstart|unload|bootout|disable|setenv)$/.test(args[0] ?? '')
    ? [danger('what the system starts by itself')]
    : [];
export const recorder: Special = (args, { operands }) => known(operands.slice(0, 1)).map(write);
