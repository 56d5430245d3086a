// `npm run -s admin -- COMMAND --json`: what an automation asks of an installation, built if need be.
import { build } from './build.mjs';

await build({ say: (step) => console.error(`  ${step} …`) });
await import('../dist/apps/admin/src/main.js');
