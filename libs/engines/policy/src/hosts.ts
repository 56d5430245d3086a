import ipaddr from 'ipaddr.js';
import { type Matcher, nameMatcher } from './glob.js';

/** `example.com`, `*.example.com` (all below it), an address, or a network in CIDR. */
export function hostMatcher(pattern: string): Matcher {
  if (pattern.includes('/')) {
    const network = ipaddr.isValidCIDR(pattern) ? ipaddr.parseCIDR(pattern) : null;
    return (host) => network !== null && ipaddr.isValid(host) && isIn(host, network);
  }
  return nameMatcher(pattern.replace(/\.$/, ''), { foldCase: true });
}

function isIn(host: string, network: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  const address = ipaddr.process(host);
  return address.kind() === network[0].kind() && address.match(network);
}
