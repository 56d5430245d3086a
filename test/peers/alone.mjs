// Runs one program with a model server beside it, in a network that holds nothing else. Started by `alone` in coding-agents.mjs inside a
// fresh network namespace; where there is none, `--shared` leaves out what only a namespace has.
//   node alone.mjs [--shared] plan.json
// plan.json: { "model": "fake-gemini-model.mjs", "script": "script.json", "command": [program, …], "cwd": "…", "env": {…} }
// In command and env, {model} becomes the address of the model server.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const shared = process.argv[2] === '--shared';
const plan = JSON.parse(readFileSync(process.argv[shared ? 3 : 2], 'utf8'));

if (!shared) spawnSync('ip', ['link', 'set', 'lo', 'up']);

const model = spawn(
  process.execPath,
  [join(here, plan.model), '--script', plan.script, '--transcript', plan.transcript],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
  },
);
const port = await new Promise((resolve, reject) => {
  model.stdout.once('data', (line) => resolve(JSON.parse(line).port));
  model.once('exit', () => reject(new Error('The model server did not start.')));
});

const filled = (text) => text.replaceAll('{model}', `http://127.0.0.1:${port}`);
const env = Object.fromEntries(Object.entries(plan.env).map(([name, value]) => [name, filled(value)]));
const [program, ...args] = plan.command.map(filled);
const agent = spawn(program, args, { cwd: plan.cwd, env, stdio: ['ignore', 'inherit', 'inherit'] });
const stop = setTimeout(() => agent.kill('SIGKILL'), plan.seconds * 1_000);
agent.once('exit', (code) => {
  clearTimeout(stop);
  model.kill();
  process.exit(code ?? 1);
});
