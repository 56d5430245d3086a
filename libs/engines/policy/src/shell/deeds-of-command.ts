import type { Deed } from '../request.js';
import { COPIERS, DELETERS, MOVERS, NETWORKERS, READERS, WRITERS } from './programs.js';

/** What a program does to files and hosts by its arguments, all of them known words. Paths are as written. */
export function deedsOfArguments(program: string, args: readonly string[]): Deed[] {
  const operands = operandsOf(args);
  if (NETWORKERS.has(program)) return [...hostsIn(program, operands), ...outputsOf(args)];
  if (READERS.has(program)) return [...operands.filter(looksLikePath).map(read), ...outputsOf(args)];
  if (WRITERS.has(program)) return operands.map(write);
  if (DELETERS.has(program)) return operands.map(remove);
  const last = operands.at(-1);
  if (COPIERS.has(program)) return last === undefined ? [] : [...operands.slice(0, -1).map(read), write(last)];
  if (MOVERS.has(program)) return last === undefined ? [] : [...operands.slice(0, -1).map(remove), write(last)];
  // Whatever else: words that look like paths outside or like addresses still count.
  return operands.flatMap((word) =>
    isAddress(word) ? hostsIn(program, [word]) : /^(?:\/|~|\.\.)/.test(word) ? [read(word)] : [],
  );
}

const read = (path: string): Deed => ({ kind: 'read', path });
const write = (path: string): Deed => ({ kind: 'write', path });
const remove = (path: string): Deed => ({ kind: 'delete', path });

function operandsOf(args: readonly string[]): string[] {
  const end = args.indexOf('--');
  if (end === -1) return args.filter((word) => !word.startsWith('-') || word === '-');
  return [...operandsOf(args.slice(0, end)), ...args.slice(end + 1)];
}

const looksLikePath = (word: string): boolean => word !== '-' && word !== '';
const isAddress = (word: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(word);

/** `-o FILE`, `-oFILE`, `--output=FILE`: where a reader or a downloader writes. */
function outputsOf(args: readonly string[]): Deed[] {
  return args.flatMap((word, at) => {
    const next = args[at + 1];
    if (['-o', '-O', '--output', '--output-document'].includes(word)) return next === undefined ? [] : [write(next)];
    const long = /^--(?:output|output-document)=(.+)$/.exec(word)?.[1];
    return long === undefined ? [] : [write(long)];
  });
}

function hostsIn(program: string, operands: readonly string[]): Deed[] {
  const hosts = operands.flatMap((word) => hostOf(program, word) ?? []);
  if (hosts.length > 0) return hosts;
  return operands.length > 0 || program === 'curl' ? [{ kind: 'opaque', what: `which host ${program} reaches` }] : [];
}

function hostOf(program: string, word: string): Deed | null {
  if (isAddress(word)) return hostOfAddress(word);
  const remote = /^(?:[^@/\s]+@)?([a-z0-9][a-z0-9.-]*)(?::.*)?$/i.exec(word)?.[1];
  if (remote === undefined || (program === 'rsync' && !word.includes(':'))) return null;
  return { kind: 'reach', host: remote.toLowerCase() };
}

/** The host and port of an address with a scheme; opaque when it cannot be read as one. */
export function hostOfAddress(address: string): Deed {
  try {
    const { hostname, port } = new URL(address);
    if (hostname === '') return { kind: 'opaque', what: 'the host of an address' };
    return {
      kind: 'reach',
      host: hostname.replace(/^\[|\]$/g, '').toLowerCase(),
      ...(port !== '' && { port: Number(port) }),
    };
  } catch {
    return { kind: 'opaque', what: 'the host of an address' };
  }
}
