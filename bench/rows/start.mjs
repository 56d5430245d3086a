import { newDataDir, startProduct } from '../product.mjs';

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
    const dataDir = newDataDir();
    const first = await startProduct({ dataDir });
    await first.stop();
    const ours = [];
    for (let n = 0; n < ROUNDS; n += 1) {
      const product = await startProduct({ dataDir });
      ours.push(product.readyAfterMs / 1_000);
      await product.stop();
    }
    first.remove();
    return { ours };
  },
};
