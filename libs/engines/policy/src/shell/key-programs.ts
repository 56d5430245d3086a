import { danger, opaque } from './found.js';
import { known, perProgram, type Special } from './special.js';

const LOSES_KEYS = /^--(?:delete-secret|delete-secret-and-public|yes-delete)/;
/** They change the keys of the user, ask for them, use them, or reach a server of keys. */
const CHANGES_KEYS =
  /^--(?:import|recv|receive|search|send|refresh|fetch|locate|keyserver|auto-key|delete|edit|gen|full-gen|generate|full-generate|quick|sign|lsign|clear-?sign|detach|change|passphrase|passwd|card|rebuild|export-owner|import-owner|desig|homedir)|^-(?:s|b|[a-z]*[sb])$/;
/** Keys of the user are asked for by a person. */
const gpg: Special = (args) => {
  const words = known(args);
  if (words.some((word) => LOSES_KEYS.test(word))) return [danger('keys of the user that are deleted')];
  return words.some((word) => CHANGES_KEYS.test(word)) ? [opaque('what changes or uses keys of the user')] : [];
};

/** It has every program of the machine trust what it signs. */
const authority: Special = (args) =>
  known(args).some((word) => /^-(?:un)?install$/.test(word)) ? [danger('whom the machine trusts')] : [];

/** Whom the machine asks for names. */
const names: Special = (args) =>
  /^(?:dns|domain|dnssec|revert|llmnr|mdns|dnsovertls|default-route|nta|reset-\S+)$/.test(args[0] ?? '') &&
  args.length > 1
    ? [danger('whom the machine asks for names')]
    : [];

export const KEY_PROGRAMS: readonly (readonly [string, Special])[] = [
  ...perProgram('gpg gpg2', gpg),
  ...perProgram('mkcert', authority),
  ...perProgram('resolvectl systemd-resolve', names),
];
