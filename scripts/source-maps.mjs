// Stack traces in terms of our sources. Not of the packages': their maps would cost the product tens of megabytes of memory.
import { setSourceMapsSupport } from 'node:module';

setSourceMapsSupport(true, { nodeModules: false });
