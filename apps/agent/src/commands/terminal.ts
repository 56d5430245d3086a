import { spawn } from 'node:child_process';
import type { Environment } from '../machine/environment.js';

/** Where a command speaks: what was asked for on stdout, everything else on stderr. */
export interface Terminal {
  out(line: string): void;
  say(line: string): void;
  /** Opens an address in the person's browser, where there is one. Never waits for it. */
  browse(address: string): void;
}

export const terminalOf = (environment: Environment): Terminal => ({
  out: (line) => void process.stdout.write(`${line}\n`),
  say: (line) => void process.stderr.write(`${line}\n`),
  browse: (address) => {
    if (environment.hasDisplay) openBrowser(environment, address);
  },
});

function openBrowser({ platform }: Environment, address: string): void {
  const [program, ...words] = {
    linux: ['xdg-open'],
    darwin: ['open'],
    win32: ['rundll32', 'url.dll,FileProtocolHandler'],
  }[platform];
  if (program === undefined) return;
  // The address is a server's answer, already parsed as a URL; no shell sees it.
  spawn(program, [...words, address], { stdio: 'ignore', detached: true })
    .on('error', () => undefined)
    .unref();
}
