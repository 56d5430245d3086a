// Gets what the journeys need from outside while other tests run. Started by test/run.mjs where every peer is required.
import { bundleHarness } from '../../scripts/bundle-harness.mjs';

const { getBeforehand } = await import(await bundleHarness('test/peers/beforehand.ts'));
await getBeforehand();
