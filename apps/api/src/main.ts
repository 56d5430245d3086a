import 'reflect-metadata';
import { loadSettings, type Settings } from '#platform/config';
import { startProduct } from './product.js';
import { startRefusal } from './start-refusal.js';

const say = (line: string): void => void process.stdout.write(`${line}\n`);
let settings: Settings | undefined;

try {
  settings = loadSettings();
  const product = await startProduct(settings, (step) => say(`  ${step} …`));
  say(product.greeting);
  const stop = (signal: NodeJS.Signals): void => {
    say(`  ${signal}: finishing what is under way …`);
    product.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
} catch (error) {
  const { sentence, exitCode } = startRefusal(error, settings ?? { host: '', port: 0 });
  process.stderr.write(`${sentence}\n`);
  process.exit(exitCode);
}
