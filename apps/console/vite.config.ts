import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type UserConfig } from 'vite';
import { memoryApi } from './dev/memory-api.js';
import { precompress } from './dev/precompress.js';

const root = fileURLToPath(new URL('.', import.meta.url));
const product = 'http://127.0.0.1:8470';
const ofTheProduct = ['/api', '/auth', '/oauth', '/.well-known'];

/**
 * `vite --mode memory` answers the API from memory (dev/), for work on pages without a server; every other mode speaks to the
 * product on its usual port. `vite build` writes dist/console, which the api serves.
 */
const config = defineConfig(({ mode }): UserConfig => ({
  root,
  plugins: [react(), precompress(), ...(mode === 'memory' ? [memoryApi()] : [])],
  resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
  server: { proxy: mode === 'memory' ? {} : Object.fromEntries(ofTheProduct.map((path) => [path, product])) },
  // The api puts a fresh nonce in its place with every page it sends (csp.md).
  html: { cspNonce: '__CSP_NONCE__' },
  build: {
    outDir: fileURLToPath(new URL('../../dist/console', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
  },
}));
// eslint-disable-next-line no-restricted-syntax -- Vite reads its configuration from the default export.
export default config;
