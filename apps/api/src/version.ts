import { createRequire } from 'node:module';

/** The version of the product, as package.json has it. */
export const VERSION = (createRequire(import.meta.url)('#package') as { version: string }).version;
