import ipaddr from 'ipaddr.js';
import { type Matcher, nameMatcher } from './glob.js';

/** An IPv4 address begins with a digit in all its notations, an IPv6 address has a colon: most hosts are neither, and names. */
const MAY_BE_ADDRESS = /^\d|:/;

/** `example.com`, `*.example.com` (all below it), an address, or a network in CIDR. */
export function hostMatcher(pattern: string): Matcher {
  if (pattern.includes('/')) {
    const network = ipaddr.isValidCIDR(pattern) ? ipaddr.parseCIDR(pattern) : null;
    return (host) => network !== null && MAY_BE_ADDRESS.test(host) && ipaddr.isValid(host) && isIn(host, network);
  }
  return nameMatcher(pattern.replace(/\.$/, ''), { foldCase: true });
}

function isIn(host: string, network: [ipaddr.IPv4 | ipaddr.IPv6, number]): boolean {
  const address = ipaddr.process(host);
  return address.kind() === network[0].kind() && address.match(network);
}
