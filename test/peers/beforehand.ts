import { codexCli, geminiCli } from './coding-agents.mjs';
import { executable } from './executable.js';
import { moto } from './moto.js';
import { scimTester } from './scim-tester.js';

/**
 * Gets the peers that come over the network and that only the journeys need, one after another. One that cannot be had is left to the tests that
 * need it: they try again, and say why.
 */
export async function getBeforehand(): Promise<void> {
  for (const peer of [codexCli, geminiCli, moto, scimTester, executable])
    if (!(await peer.available())) await peer.get().catch(() => undefined);
}
