import { importHarness } from '../../scripts/bundle-harness.mjs';
import { rssOf } from '../process.mjs';

const SETTLE_MS = 15_000;

/** The whole product in its default shape (api, ingest and worker in one process), a while after the start, without PostgreSQL. */
export const row = {
  name: 'idle-rss',
  what: 'memory of the idle process, without PostgreSQL',
  unit: 'MiB',
  better: 'less',
  required: 250,
  stretch: 180,
  async measure() {
    const { startProduct } = await importHarness('test/harness/product.ts');
    const product = await startProduct();
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    const ours = [rssOf(product.pid)];
    await product.remove();
    return { ours };
  },
};
