import ipaddr from 'ipaddr.js';

/** Whether `text` is a network in CIDR, or one address. */
export const isNetwork = (text: string): boolean => ipaddr.isValidCIDR(text) || ipaddr.isValid(text);

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
