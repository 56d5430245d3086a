import { BadArguments, NotEnrolled } from '../machine/agent.errors.js';
import type { Environment } from '../machine/environment.js';
import { isObject, readEnrolment } from '../machine/enrolment.js';
import type { StateFolder } from '../machine/state-folder.js';

const FILE = 'server.json';
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * The base address of a control plane. Plain HTTP is taken on loopback only.
 * @throws BadArguments
 */
export function parseServerAddress(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) {
    throw new BadArguments('The server must be an address such as https://castellan.example.com.');
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    throw new BadArguments(
      `${url.origin} is not encrypted; use https. Plain http is for this machine’s own loopback only.`,
    );
  }
  if (url.username !== '' || url.search !== '' || url.hash !== '') {
    throw new BadArguments('The server’s address may hold no credentials, query or fragment.');
  }
  return new URL(url.pathname.endsWith('/') ? url : `${url.origin}${url.pathname}/`);
}

/** The server that this machine is enrolled with, which no variable can change. @throws NotEnrolled */
export function enrolledServer(folder: StateFolder): URL {
  const enrolment = readEnrolment(folder);
  if (!enrolment) throw new NotEnrolled('This machine is not enrolled; run "castellan login".');
  return parseServerAddress(enrolment.server);
}

/** Where to enrol: what was asked for, what `CASTELLAN_URL` says, where it was last. @throws NotEnrolled when nothing says */
export function serverAddress(folder: StateFolder, environment: Environment, asked?: string): URL {
  const noted = folder.readJson(FILE);
  const text = asked ?? environment.serverUrl ?? (isObject(noted) ? noted['server'] : undefined);
  if (typeof text !== 'string') {
    throw new NotEnrolled('No server is known; run "castellan login --server https://…" or set CASTELLAN_URL.');
  }
  return parseServerAddress(text);
}

export const noteServerAddress = (folder: StateFolder, server: URL): void =>
  folder.writeJson(FILE, { server: server.href });
