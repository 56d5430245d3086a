// Prints every environment variable that the product reads, as a Markdown table.
import { build } from './build.mjs';

await build({ say: (step) => console.error(`  ${step} …`) });
const { settingsDocs } = await import('#platform/config');
process.stdout.write(settingsDocs());
