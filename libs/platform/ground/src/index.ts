export { type OpenOptions, openPlatform, type Platform } from './platform.js';
export { PlatformModule } from './platform.module.js';
