import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNetwork, isWithin } from './networks.js';

describe('isWithin', () => {
  it.each([
    [['10.0.0.0/8'], '10.200.3.4', true],
    [['10.0.0.0/8'], '11.0.0.1', false],
    [['10.0.0.0/8'], '::ffff:10.1.2.3', true],
    [['192.0.2.7'], '192.0.2.7', true],
    [['192.0.2.7'], '192.0.2.8', false],
    [['2001:db8::/32'], '2001:db8:1::5', true],
    [['2001:db8::/32'], '10.0.0.1', false],
    [['2001:db8::/32', '10.0.0.0/8'], '10.0.0.1', true],
    [['0.0.0.0/0'], '2001:db8::1', false],
    [[], '10.0.0.1', false],
    [['10.0.0.0/8'], 'not an address', false],
  ])('%j holds %s: %s', (networks, address, expected) => {
    expect(isWithin(networks, address)).toBe(expected);
  });

  it('holds every address that a network of its own size names', () => {
    fc.assert(fc.property(fc.ipV4(), (address) => isWithin([`${address}/32`], address)));
    fc.assert(fc.property(fc.ipV6(), (address) => isWithin(['::/0', '0.0.0.0/0'], address)));
  });
});

describe('isNetwork', () => {
  it.each(['10.0.0.0/8', '192.0.2.1', '::1', 'fe80::/10'])('takes %s', (text) => expect(isNetwork(text)).toBe(true));
  it.each([
    '',
    '10.0.0.0/33',
    'example.com',
    '10.0.0.0/8 ',
    '::/129',
    '10.8',
    '10',
    '0x0a.0.0.1',
    '010.0.0.0/8',
    '10/8',
  ])('refuses %j', (text) => expect(isNetwork(text)).toBe(false));
});
