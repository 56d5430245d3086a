/** The length of the script (four bytes, little endian), the script in Latin-1 as a function of `module`, `exports` and `require`, V8's code of it. */
export function compiledScript(code: string): Buffer;
