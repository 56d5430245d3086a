import ipaddr from 'ipaddr.js';

/** As everybody reads an IPv4 address: four decimal numbers. To some programs "10.8" is 10.0.0.8, and 010.0.0.1 is 8.0.0.1. */
const DOTTED = /^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})(?:\/\d{1,2})?$/;

/** Whether `text` is a network in CIDR, or one address. */
export const isNetwork = (text: string): boolean =>
  (text.includes(':') || DOTTED.test(text)) && (ipaddr.isValidCIDR(text) || ipaddr.isValid(text));

/** Whether `address` lies in one of `networks`. An IPv4 address that came mapped into IPv6 is the IPv4 address. */
export function isWithin(networks: readonly string[], address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const from = ipaddr.process(address);
  return networks.some((text) => {
    const [network, bits] = rangeOf(text);
    return network.kind() === from.kind() && from.match(network, bits);
  });
}

function rangeOf(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  if (text.includes('/')) return ipaddr.parseCIDR(text);
  const address = ipaddr.process(text);
  return [address, address.kind() === 'ipv4' ? 32 : 128];
}
