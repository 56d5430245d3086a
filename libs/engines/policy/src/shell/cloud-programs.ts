import { danger, type Found, opaque, read, shell, write } from './found.js';
import { known, type Special } from './special.js';

/** Verbs that copy between this machine and a store elsewhere, behind which the places stand. */
const COPIES: Readonly<Record<string, RegExp>> = {
  aws: /^s3 (?:cp|mv|sync)$/,
  gcloud: /^(?:storage (?:cp|mv|rsync)|compute scp)$/,
  gsutil: /^(?:cp|mv|rsync)$/,
  rclone: /^(?:copy|copyto|move|moveto|sync|bisync)$/,
  s3cmd: /^(?:put|get|sync|cp)$/,
  mc: /^(?:cp|mv|mirror)$/,
  b2: /^(?:upload-file|sync|file)$/,
  azcopy: /^(?:copy|cp|sync)$/,
  kubectl: /^cp$/,
  oc: /^(?:cp|rsync)$/,
  docker: /^(?:container )?cp$/,
  podman: /^(?:container )?cp$/,
};
/** `s3://bucket/key`, `remote:path`, `pod:/path`. */
const isElsewhere = (place: string): boolean => /^[a-z][a-z0-9+.-]*:\/\/|^[^/~.][^/]*:/i.test(place);

/** What lies in a folder of the user that is copied whole. */
export const secretsWithin = (folder: string): readonly Found[] =>
  ['.ssh/key', '.aws/credentials', '.env'].map((name) => read(`${folder}/${name}`));

/** A copy to or from a store: what lies here is read, or written. */
export const cloudCopy: Special = (_args, { operands }, program) => {
  const words = known(operands);
  const at = [1, 2].find((count) => COPIES[program]?.test(words.slice(0, count).join(' ')) === true);
  if (at === undefined) return [];
  const places = words.slice(at);
  const last = places.at(-1);
  const isFetch = last !== undefined && !isElsewhere(last);
  return places.flatMap((place): readonly Found[] => {
    if (isElsewhere(place)) return isFetch ? [{ kind: 'fetched', path: `${last}/${baseOf(place)}` }] : [];
    if (place === last && places.length > 1) return [write(place)];
    return [read(place), ...(/^(?:[/~]|\.\.)/.test(place) ? secretsWithin(place) : [])];
  });
};
const baseOf = (place: string): string => place.slice(Math.max(place.lastIndexOf('/'), place.lastIndexOf(':')) + 1);

/** Options of the clients of clouds by which they fill in a file, or keep one. */
const INPUT = /^(?:file|fileb):\/\/(.+)$/;
export const cloudFiles: Special = (args, given, program) => [
  ...cloudCopy(args, given, program),
  ...known(args).flatMap((word) => {
    const file = INPUT.exec(word.replace(/^--?[\w-]+=/, ''))?.[1];
    return file === undefined ? [] : [read(file)];
  }),
];

/** What keeps others from harm on a host of repositories: protected branches, keys, hooks, permissions. */
const GUARDED =
  /\b(?:protection|rulesets?|hooks|keys|secrets|variables|permissions|collaborators|invitations|deploy)\b/;
const CHANGING = /^(?:-X|--method=?)(?:DELETE|PUT|PATCH|POST)$/i;

/** What of a release is fetched by its name. */
const downloaded = (word: string, before: string | undefined): readonly Found[] =>
  before === '-p' || before === '--pattern' ? [{ kind: 'fetched', path: word }] : [];

/** Clients of hosts of repositories: aliases are commands, and not every request is a question. */
export const forge: Special = (args, { operands }) => {
  const words = known(args);
  const [topic, verb] = known(operands);
  if (/^(?:repo|project)$/.test(topic ?? '') && verb === 'delete') return [danger('deleting a repository')];
  if (topic === 'release' && verb === 'download') return words.flatMap((word, at) => downloaded(word, words[at - 1]));
  if (topic === 'alias' && verb === 'set') {
    const text = words.at(-1) ?? '';
    return words.includes('--shell') || words.includes('-s') || text.startsWith('!')
      ? [danger('an alias that starts a shell'), shell(text.replace(/^!/, ''), 'an alias')]
      : [];
  }
  if (/^(?:secret|variable)$/.test(topic ?? '') && verb === 'set')
    return words.flatMap((word, at) => (words[at - 1] === '-f' ? [read(word)] : []));
  const isChanging = words.some(
    (word, at) =>
      CHANGING.test(word) ||
      (/^(?:-X|--method)$/.test(word) && /^(?:DELETE|PUT|PATCH|POST)$/i.test(words[at + 1] ?? '')),
  );
  return topic === 'api' && isChanging && words.some((word) => GUARDED.test(word))
    ? [danger('changing what guards a repository')]
    : [];
};

/** `--output type=local,dest=PATH`, `-o PATH`: where a build of an image puts its files. */
export const imageOutput: Special = (args) =>
  known(args).flatMap((word, at, all): readonly Found[] => {
    const value = /^(?:-o|--output|--iidfile|--metadata-file|--cidfile)$/.test(all[at - 1] ?? '')
      ? word
      : /^(?:-o|--(?:output|iidfile|metadata-file|cidfile)=)(.+)$/.exec(word)?.[1];
    if (value === undefined || value === '-') return [];
    const dest = /(?:^|,)dest=([^,]+)/.exec(value)?.[1] ?? (/[=,]/.test(value) ? undefined : value);
    return dest === undefined || dest === '-' ? [] : [write(dest)];
  });

/** Another file than the project's says which containers are made, and with what of this machine. */
export const composed: Special = (args) => {
  const words = known(args);
  return words[0] !== 'compose'
    ? []
    : words.flatMap((word, at): readonly Found[] => (words[at - 1] === '-f' ? [{ kind: 'project', path: word }] : []));
};

/** Whether a description of containers gives one of them the files or the rights of the host. */
export const ofHost = (text: string): boolean => OF_HOST.test(text);
const OF_HOST =
  /"?(?:hostPID|hostNetwork|hostIPC|privileged|allowPrivilegeEscalation)"?\s*:\s*true|"?hostPath"?\s*:|"?(?:pid|ipc|userns_mode|network_mode)"?\s*:\s*"?host\b|\/var\/run\/docker\.sock|"?cap_add"?\s*:/;
/** A node of a cluster from inside is another machine with all its rights. */
export const cluster: Special = (args, given, program) => {
  const [verb, target] = known(given.operands);
  return [
    ...cloudCopy(args, given, program),
    ...(known(args).some((word) => word === '--privileged' || OF_HOST.test(word))
      ? [danger('a container with the rights of the host')]
      : []),
    // What is kept as a secret of the cluster is read here first.
    ...known(args).flatMap((word) => {
      const file = /^--from-(?:env-)?file=(?:[\w.-]+=)?(.+)$/.exec(word)?.[1];
      return file === undefined ? [] : [read(file)];
    }),
    ...(verb === 'debug' && target?.startsWith('node/') === true ? [danger('a shell with the rights of a node')] : []),
    ...(verb === 'proxy' && known(args).some((word) => /--(?:address|accept-hosts)=/.test(word))
      ? [opaque('a server that others can reach')]
      : []),
  ];
};
