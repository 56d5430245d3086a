const LONGEST = 500;
/** `scheme://user@host:port/path` (RFC 3986 section 3, as far as git uses it). */
const URL_FORM = /^([a-z][a-z+]*):\/\/(?:[^/\s]*@)?(\[[0-9a-f:]+\]|[^/:@\s]+)(?::(\d{1,5}))?\/([^?#]+)$/i;
/** `user@host:path`, as scp and git write it; a slash before the colon would make it a path. */
const SCP_FORM = /^(?:[^/@:\s]+@)?(\[[0-9a-f:]+\]|[^/@:\s[\]]{2,}):(?!\/\/)([^?#]+)$/i;
/** The schemes that git clones by, each with the port that need not be written. */
const USUAL_PORTS: Readonly<Record<string, number>> = {
  https: 443,
  'git+https': 443,
  http: 80,
  ssh: 22,
  'git+ssh': 22,
  'ssh+git': 22,
  git: 9418,
};
/** Hosts that serve the same repositories under a second name, for networks that close port 22. */
const SAME_HOST: Readonly<Record<string, string>> = {
  'ssh.github.com': 'github.com',
  'ssh.github.com:443': 'github.com',
  'altssh.gitlab.com:443': 'gitlab.com',
  'altssh.bitbucket.org:443': 'bitbucket.org',
  'ssh.dev.azure.com': 'dev.azure.com',
};
const HOST = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::\d{1,5})?$/;
const PART = /^[\p{L}\p{N}._~+@=,'!$&()* -]+$/u;

/**
 * The one spelling of a git remote, `host/path`, whether it was written as a URL (https, ssh, git) or as scp does; null where it is no remote
 * of a host. Scheme, user, password, usual port and `.git` fall away, and so does case: a project that a policy speaks to must not be left
 * by cloning it from `GitHub.com/ACME`.
 */
export function canonicalRemote(written: string): string | null {
  const text = written.trim();
  if (text.length > LONGEST) return null;
  const found = partsOfUrl(text) ?? partsOfScp(text);
  if (found === null || !HOST.test(found.host)) return null;
  const host = SAME_HOST[found.host] ?? found.host;
  const path = pathOf(host, found.path);
  const canonical = `${host}/${path ?? ''}`;
  return path === null || canonical.length > LONGEST ? null : canonical;
}

interface Parts {
  /** In lower case, with its port where that is an unusual one. */
  readonly host: string;
  readonly path: string;
}

function partsOfUrl(text: string): Parts | null {
  const [, scheme = '', host = '', port = '', path = ''] = URL_FORM.exec(text) ?? [];
  const usual = USUAL_PORTS[scheme.toLowerCase()];
  if (usual === undefined) return null;
  const isUsual = port === '' || Number(port) === usual;
  return { host: `${host}${isUsual ? '' : `:${Number(port)}`}`.toLowerCase(), path };
}

function partsOfScp(text: string): Parts | null {
  if (text.includes('://')) return null;
  const [, host, path] = SCP_FORM.exec(text) ?? [];
  return host === undefined || path === undefined ? null : { host: host.toLowerCase(), path };
}

function pathOf(host: string, raw: string): string | null {
  const path = decodedOf(raw)
    ?.normalize('NFC')
    .toLowerCase()
    .replace(/\/{2,}/g, '/')
    .replace(/^\/|\/$/g, '')
    .replace(/\.git$/, '');
  if (path === undefined || !path.split('/').every((part) => PART.test(part) && !/^\.{1,2}$/.test(part))) return null;
  // Azure DevOps writes `v3/org/project/repo` for ssh and `org/project/_git/repo` for https.
  return host === 'dev.azure.com' ? path.replace(/^v3\/([^/]+)\/([^/]+)\/([^/]+)$/, '$1/$2/_git/$3') : path;
}

function decodedOf(raw: string): string | null {
  try {
    return decodeURIComponent(raw);
  } catch {
    return null;
  }
}
