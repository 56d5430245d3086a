#!/usr/bin/env node
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const [command, ...rest] = process.argv.slice(2);
if (command === 'hook') answer(rest);
else run(process.argv.slice(2));

/** Any exit code but 2 would let the agent go on. */
function answer(args) {
  let program;
  try {
    program = programIn(join(__dirname, 'hook.code'));
  } catch {
    process.stderr.write(
      'Castellan refused this because a part of it is missing or damaged; install castellan again.\n',
    );
    process.exit(2);
  }
  program.hook(args);
}

function run(args) {
  // Compiled code is kept beside the program: who may write there may write the program.
  require('node:module').enableCompileCache?.(join(__dirname, 'compiled'));
  require('./commands.cjs')
    .run(args)
    .then((code) => (process.exitCode = code));
}

/** The length of a script, the script, and what V8 made of it: another V8 than that of the build makes it anew. */
function programIn(path) {
  const file = readFileSync(path);
  const end = 4 + file.readUInt32LE();
  const script = new Script(file.toString('latin1', 4, end), { filename: path, cachedData: file.subarray(end) });
  const module = { exports: {} };
  script.runInThisContext()(module, module.exports, require);
  return module.exports;
}
