// One decision in process, as the hook, the simulator and `castellan explain --batch` make it: the command parsed, each command in it
// judged by a hundred rules.
import { forEachChild, parse } from 'unbash';
import { policyDocument } from '#contracts';
import { compilePolicy, decide } from '#engines/policy';
import { npmPeer } from '../npm-peer.mjs';

const RULES = 100;
const PAIRS = 9;
const ROUND_MS = 200;
const SINGLES = 4_000;

const COMMANDS = [
  'git status',
  'npm test -- --runInBand 2>&1 | tail -50',
  'cd packages/api && npm run build && node dist/index.js --port 3000',
  'rg -n "createCipheriv" src --glob "!node_modules" | head -20',
  'for f in $(git ls-files "*.ts"); do wc -l "$f"; done',
  'FOO=bar BAZ="a b" docker compose -f docker/compose.yml up -d --build && docker ps',
  'find . -name "*.log" -mtime +7 -exec rm -f {} \\;',
  'cat <<EOF > /tmp/x.json\n{"a": "$HOME", "b": 1}\nEOF\ncurl -s -X POST -d @/tmp/x.json http://127.0.0.1:8080/api | jq -r ".id"',
];

const document = policyDocument.parse({
  version: 1,
  commands: Array.from({ length: RULES }, (_, n) => ({
    id: `rule-${n}`,
    effect: ['allow', 'ask', 'reject'][n % 3],
    program: [`tool-${n}`],
    arguments: [`--flag-${n}`],
  })),
});

const world = {
  agent: 'codex',
  workspace: '/home/dev/project',
  home: '/home/dev',
  platform: 'linux',
  now: new Date('2026-01-01T00:00:00Z'),
  resolve: (path) => path,
};

const ours = () => {
  const policy = compilePolicy(document);
  return (command) => decide(policy, { tool: 'shell', command, cwd: world.workspace }, world);
};

/** The floor: parses, and sees every node, as whoever wants to know the commands in a script must. */
const walk = (node) => {
  let seen = node.type === 'Command' ? 1 : 0;
  forEachChild(node, (child) => void (seen += walk(child)));
  return seen;
};
const theirs = (command) => walk(parse(command));

/** Microseconds of one call: of rounds, by the clock of this process alone. */
function round(call) {
  let calls = 0;
  const [begun, before] = [performance.now(), process.cpuUsage()];
  do {
    for (const command of COMMANDS) call(command);
    calls += COMMANDS.length;
  } while (performance.now() - begun < ROUND_MS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

function p99(call) {
  const times = [];
  for (let n = 0; n < SINGLES; n += 1) {
    const begun = performance.now();
    call(COMMANDS[n % COMMANDS.length]);
    times.push((performance.now() - begun) * 1_000);
  }
  return times.sort((a, b) => a - b)[Math.floor(SINGLES * 0.99)];
}

function pairs(measure, one, other) {
  const figures = { ours: [], theirs: [] };
  measure(one);
  measure(other);
  for (let n = 0; n < PAIRS; n += 1) {
    figures.theirs.push(measure(other));
    figures.ours.push(measure(one));
  }
  return figures;
}

const typical = {
  name: 'decide',
  what: `a shell command decided by ${RULES} rules, beside parsing and walking it (5a)`,
  unit: 'µs',
  better: 'less',
  required: 4,
  stretch: 2,
  measure: () => pairs(round, ours(), theirs),
};

const slowest = {
  name: 'decide-p99',
  what: 'the same, the slowest of a hundred (5a)',
  unit: 'µs',
  better: 'less',
  required: 10,
  stretch: 5,
  measure: () => pairs(p99, ours(), theirs),
};

/** The same question to both: may this tool be used? One rule in a hundred answers. */
const cedar = {
  name: 'decide-cedar',
  what: `a shell command decided by ${RULES} rules, beside Cedar in WebAssembly with its ${RULES} policies parsed before (5b)`,
  unit: 'µs',
  better: 'less',
  required: 0.1,
  stretch: 0.05,
  async measure() {
    const { default: engine } = await npmPeer('@cedar-policy/cedar-wasm', '4.13.0', 'nodejs/cedar_wasm.js');
    const policies = Array.from(
      { length: RULES },
      (_, n) => `permit(principal in Role::"dev", action == Action::"run", resource == Tool::"tool-${n}");`,
    ).join('\n');
    const parsed = engine.preparsePolicySet('bench', { staticPolicies: policies, templates: {}, templateLinks: [] });
    if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
    const entities = [
      { uid: { type: 'User', id: 'dev' }, attrs: {}, parents: [{ type: 'Role', id: 'dev' }] },
      { uid: { type: 'Role', id: 'dev' }, attrs: {}, parents: [] },
    ];
    let asked = 0;
    const theirAnswer = () => {
      const call = {
        principal: { type: 'User', id: 'dev' },
        action: { type: 'Action', id: 'run' },
        resource: { type: 'Tool', id: `tool-${asked++ % RULES}` },
        context: {},
        preparsedPolicySetId: 'bench',
        entities,
      };
      if (engine.statefulIsAuthorized(call).response?.decision !== 'allow') throw new Error('Cedar did not allow.');
    };
    return pairs(round, ours(), theirAnswer);
  },
};

export const rows = [typical, slowest, cedar];
