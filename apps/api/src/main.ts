import 'reflect-metadata';
import { loadSettings, type Settings } from '#platform/config';
import { Log } from '#platform/observability';
import { type Product, startProduct } from './product.js';
import { spareMemory } from './spare-memory.js';
import { EX_SOFTWARE, startRefusal } from './start-refusal.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
let settings: Settings | undefined;
let product: Product | undefined;

// Heard from the beginning, so that nothing that was started is left behind; asked twice is asked once, as a terminal and npm both ask.
const asked = new Promise<NodeJS.Signals>((stop) => {
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
});
process.once('uncaughtException', (error) => {
  new Log({ level: 'error' }).error('process.failed', { error });
  void (product?.stop() ?? Promise.resolve()).finally(() => process.exit(EX_SOFTWARE));
});

try {
  settings = loadSettings();
  product = await startProduct(settings, (step) => say(`  ${step} …`));
  say(product.greeting);
  spareMemory();
  say(`  ${await asked}: finishing what is under way …`);
  await product.stop();
  process.exit(0);
} catch (error) {
  const { sentence, exitCode } = startRefusal(error, settings ?? { host: '', port: 0 });
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
}
