import { importHarness } from '../../scripts/bundle-harness.mjs';

const ROUNDS = 3;

/** The second start of one installation: everything is built, initialised and migrated. */
export const row = {
  name: 'start',
  what: 'second start, until /readyz answers 200',
  unit: 's',
  better: 'less',
  required: 5,
  stretch: 2,
  async measure() {
    const { startProduct } = await importHarness('test/harness/product.ts');
    const first = await startProduct();
    await first.stop();
    const ours = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      const product = await startProduct({ dataDir: first.dataDir });
      ours.push(product.startedInMs / 1_000);
      await product.stop();
    }
    await first.remove();
    return { ours };
  },
};
