import { AUTONOMY_LEVELS, ISOLATIONS, type PolicyDocument } from '#contracts';
import type { Deed, ServerOrigin, SessionState, ToolRequest, World } from './request.js';
import { analyseShell } from './shell/analyse-shell.js';

/** Everything that a request would do. Relative paths are made absolute. */
export function deedsOf(request: ToolRequest, world: World): readonly Deed[] {
  switch (request.tool) {
    case 'shell':
      return analyseShell(request.command, request.cwd, world);
    case 'read':
    case 'write':
    case 'delete':
      return [{ kind: request.tool, path: absolute(request.path, request.cwd, world) }];
    case 'fetch':
      return [deedOfAddress(request.url, request.method ?? 'GET')];
    case 'mcp':
      return [...connection(request.server, request.origin), call(request.server, request.name, request.arguments)];
    case 'other':
      return [call('', request.name, request.input)];
    case 'model':
      return [{ kind: 'model', provider: request.provider, model: request.model }];
    case 'prompt':
    case 'result':
    case 'session':
      return [];
  }
}

const call = (server: string, tool: string, given: unknown): Deed => ({ kind: 'call', server, tool, arguments: given });

function connection(server: string, origin: ServerOrigin = {}): readonly Deed[] {
  const url = origin.url === undefined ? undefined : withoutQuery(origin.url);
  return [{ kind: 'connect', server, origin: { ...origin, ...(url !== undefined && { url }) } }];
}

/** As `URL` writes it, so that one server has one spelling; what is no address stays as it is and fits what it fits. */
function withoutQuery(address: string): string {
  try {
    const url = new URL(address);
    return `${url.protocol}//${url.host}${url.pathname}`;
  } catch {
    return address;
  }
}

function absolute(path: string, cwd: string, { home }: World): string {
  if (path.startsWith('/')) return path;
  return path === '~' || path.startsWith('~/') ? home + path.slice(1) : `${cwd}/${path}`;
}

const PORTS: ReadonlyMap<string, number> = new Map(Object.entries({ http: 80, https: 443, ws: 80, wss: 443, ftp: 21 }));

function deedOfAddress(address: string, method: string): Deed {
  try {
    const url = new URL(address);
    const scheme = url.protocol.slice(0, -1);
    if (scheme === 'file') return { kind: 'read', path: decodeURIComponent(url.pathname) };
    const host = url.hostname.replace(/^\[|\]$/g, '').toLowerCase();
    if (host === '') return { kind: 'opaque', what: 'the host of an address' };
    const port = url.port === '' ? PORTS.get(scheme) : Number(url.port);
    return { kind: 'reach', host, scheme, method: method.toUpperCase(), ...(port !== undefined && { port }) };
  } catch {
    return { kind: 'opaque', what: 'the host of an address' };
  }
}

const NOTHING: readonly Deed[] = [];

/** Where the session is not as the policy wants it, or does not say. Nothing where the policy wants nothing of it. */
export function sessionDeeds({ session, autonomy }: PolicyDocument, given: SessionState = {}): readonly Deed[] {
  if (session === undefined && autonomy === undefined) return NOTHING;
  const deeds: Deed[] = [];
  if (autonomy !== undefined && !isAtMost(AUTONOMY_LEVELS, given.autonomy, autonomy.max))
    deeds.push({
      kind: 'session',
      of: 'autonomy',
      is: given.autonomy ?? null,
      wanted: `${autonomy.max} autonomy at most`,
    });
  const isolation = session?.isolation;
  if (isolation !== undefined && isolation !== 'none' && !isAtMost(ISOLATIONS, isolation, given.isolation))
    deeds.push({
      kind: 'session',
      of: 'isolation',
      is: given.isolation ?? null,
      wanted: `isolated by ${isolation} at least`,
    });
  const longest = session?.maxMinutes;
  if (longest !== undefined && !(given.minutes !== undefined && given.minutes <= longest)) {
    const is = given.minutes === undefined ? null : `${String(Math.floor(given.minutes))} minutes old`;
    deeds.push({ kind: 'session', of: 'length', is, wanted: `no longer than ${String(longest)} minutes` });
  }
  return deeds;
}

/** Both known, and the first no more than the second. */
const isAtMost = <Level>(order: readonly Level[], a: Level | undefined, b: Level | undefined): boolean =>
  a !== undefined && b !== undefined && order.indexOf(a) <= order.indexOf(b);
