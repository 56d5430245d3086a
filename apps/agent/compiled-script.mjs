import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/**
 * A CommonJS script and what V8 makes of it, as `launcher.cjs` reads them. Every function is compiled, which V8 does by itself only for those
 * that are called: and in a process that calls each but once, that is most of the work. Both are one file, so that neither is ever another's.
 */
export function compiledScript(code) {
  const source = Buffer.from(`(function (module, exports, require) {${code}\n})`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(source.length);
  return Buffer.concat([length, source, compiled(source.toString('latin1'))]);
}

function compiled(source) {
  setFlagsFromString('--no-lazy');
  try {
    const script = new Script(source);
    // V8 takes only what was made under the flags that it runs under.
    setFlagsFromString('--lazy');
    return script.createCachedData();
  } finally {
    setFlagsFromString('--lazy');
  }
}
