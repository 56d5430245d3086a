import { importHarness } from '../../scripts/bundle-harness.mjs';

const VIEWS = 5;

/** The console's first page, as a new visitor meets it: each time in a profile of its own, so nothing is cached. */
export const row = {
  name: 'first-view',
  what: 'the sign-in page until its largest part is painted, cold cache, in Chromium',
  unit: 's',
  better: 'less',
  required: 1.5,
  stretch: 0.8,
  async measure() {
    const { startProduct } = await importHarness('test/harness/product.ts');
    const { chromium } = await importHarness('test/peers/chromium.ts');
    if (!(await chromium.available())) throw new Error('Chromium is not on this host.');
    const product = await startProduct();
    const ours = [];
    for (let n = 0; n < VIEWS; n += 1) {
      const browser = await chromium.start({ baseURL: product.url });
      const page = await browser.context.newPage();
      await page.goto('/login', { waitUntil: 'networkidle' });
      ours.push((await page.evaluate(largestPaint)) / 1_000);
      await browser.stop();
    }
    await product.remove();
    return { ours };
  },
};

/** Runs in the page. */
const largestPaint = () =>
  new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime)).observe({
      type: 'largest-contentful-paint',
      buffered: true,
    });
  });
