import type { Plugin } from 'vite';

export function memoryApi(): Plugin {
  return { name: 'castellan:memory-api' };
}
