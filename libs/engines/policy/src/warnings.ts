import ipaddr from 'ipaddr.js';
import { type PolicyDocument, RULE_SECTIONS } from '#contracts';
import { nameMatcher } from './glob.js';

export interface Warning {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** What is well formed and yet hardly meant. */
export function warningsOf(document: PolicyDocument): readonly Warning[] {
  return [...networks(document), ...unknownRules(document), ...openedProtections(document), ...emptyServers(document)];
}

const networks = ({ network }: PolicyDocument): readonly Warning[] =>
  network.flatMap((rule, at) =>
    rule.hosts.flatMap((host, place) =>
      host.includes('/') && !ipaddr.isValidCIDR(host)
        ? [
            {
              path: ['network', at, 'hosts', place],
              message: `"${host}" is no network such as 10.0.0.0/8, and a host has no path: it fits nothing.`,
            },
          ]
        : [],
    ),
  );

/** Locks and tests that name a rule which is not there. Names of Castellan's own rules have their prefixes. */
function unknownRules(document: PolicyDocument): readonly Warning[] {
  const ids = RULE_SECTIONS.flatMap((section) => (document[section] ?? []).map(({ id }) => id));
  const isKnown = (id: string): boolean => {
    const fits = nameMatcher(id);
    return /^(?:builtin|default|otherwise)\//.test(id) || ids.some(fits);
  };
  const locks = (document.locks ?? []).flatMap((what, at) =>
    what.startsWith('rules/') && !isKnown(what.slice('rules/'.length))
      ? [{ path: ['locks', at], message: `No rule of this policy fits "${what}".` }]
      : [],
  );
  const tests = (document.tests ?? []).flatMap(({ rule }, at) =>
    rule !== undefined && !isKnown(rule)
      ? [{ path: ['tests', at, 'rule'], message: `No rule of this policy is called "${rule}".` }]
      : [],
  );
  return [...locks, ...tests];
}

/** A rule that allows everything everywhere opens the protected files too. */
const openedProtections = ({ paths }: PolicyDocument): readonly Warning[] =>
  paths.flatMap((rule, at) =>
    rule.effect === 'allow' && rule.mode === 'enforce'
      ? rule.match.flatMap((pattern, place) =>
          ['**', '/**', '**/*', '~/**'].includes(pattern)
            ? [
                {
                  path: ['paths', at, 'match', place],
                  message: `"${pattern}" allows credentials and start-up files too; name the folders that are meant.`,
                },
              ]
            : [],
        )
      : [],
  );

const emptyServers = ({ servers = [] }: PolicyDocument): readonly Warning[] =>
  servers.flatMap(({ name, url, command, effect }, at) =>
    effect === 'allow' && name !== undefined && url === undefined && command === undefined
      ? [
          {
            path: ['servers', at],
            message: 'A developer chooses the name of a server: allow it by its url or command, which say what it is.',
          },
        ]
      : [],
  );
