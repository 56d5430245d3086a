import { EFFECTS, RISKS } from '#contracts';
import { decide, type Decision, type ToolRequest } from '#engines/policy';
import { embedded } from './constructs.js';
import { balancedPolicy, type FuzzOrder, LONGEST_ANSWER_MS, shortCases, type Timed, world } from './fuzzed-policy.js';
import { broken, type Draw, drawFrom, pick, rewritten } from './rewrites.js';
import { strangeAndShort } from './strange-texts.js';

export interface TotalityReport {
  readonly inputs: number;
  /** How many characters were asked about. */
  readonly characters: number;
  readonly thrown: readonly string[];
  /** Answered with something that is no decision. */
  readonly misshapen: readonly string[];
  /** What took longer than any request may, twice. */
  readonly late: readonly Timed[];
  readonly slowest: Timed;
}

/**
 * Asks the policy engine `inputs` times, and only whether it answers: no exception, a whole decision, in time. What is asked is as varied as in
 * `fuzzPolicy`; nothing is compared with another answer, so that ten million can be asked in an hour or so.
 */
export function fuzzTotality({ root, inputs, seed, clock, asked: tell }: FuzzOrder): TotalityReport {
  const policy = balancedPolicy(root);
  const next = requests(shortCases(root), drawFrom(seed));
  const [thrown, misshapen, late]: [string[], string[], Timed[]] = [[], [], []];
  let slowest: Timed = { text: '', milliseconds: 0 };
  let characters = 0;
  const timed = (request: ToolRequest, text: string): Timed => {
    const begun = clock();
    const decision = decide(policy, request, world);
    const milliseconds = clock() - begun;
    if (!isWhole(decision)) misshapen.push(text);
    return { text, milliseconds };
  };
  for (let asked = 0; asked < inputs; asked += 1) {
    const { text, request } = next(asked);
    characters += text.length;
    tell(asked);
    try {
      const answer = timed(request, text);
      if (answer.milliseconds > slowest.milliseconds) slowest = answer;
      // A pause of the machine is nobody's fault: it does not come twice.
      if (answer.milliseconds > LONGEST_ANSWER_MS && timed(request, text).milliseconds > LONGEST_ANSWER_MS)
        late.push(answer);
    } catch (error) {
      thrown.push(`${text}\n${String(error)}`);
    }
  }
  return { inputs, characters, thrown, misshapen, late, slowest };
}

interface Asked {
  readonly text: string;
  readonly request: ToolRequest;
}

/** Mostly commands; the same texts as paths, addresses, arguments, prompts and results too. */
function requests(cases: readonly string[], draw: Draw): (asked: number) => Asked {
  return (asked) => {
    const text = textOf(asked, cases, draw);
    const request: ToolRequest =
      asked % 16 === 15 ? pick(OTHERS, draw)(text) : { tool: 'shell', command: text, cwd: world.workspace };
    return { text, request };
  };
}

function textOf(asked: number, cases: readonly string[], draw: Draw): string {
  switch (asked % 8) {
    case 0:
      return rewritten(pick(cases, draw), draw, 1);
    case 4:
      return embedded(pick(cases, draw), draw, 1);
    case 1:
    case 3:
    case 5:
      return broken(pick(cases, draw), draw);
    default:
      return strangeAndShort(draw);
  }
}

const OTHERS: readonly ((text: string) => ToolRequest)[] = [
  (path) => ({ tool: 'read', path, cwd: world.workspace }),
  (path) => ({ tool: 'write', path, cwd: world.workspace }),
  (path) => ({ tool: 'delete', path, cwd: world.workspace }),
  (cwd) => ({ tool: 'shell', command: 'rm -rf x', cwd }),
  (url) => ({ tool: 'fetch', url }),
  (method) => ({ tool: 'fetch', url: `https://a.example/${method}`, method }),
  (text) => ({ tool: 'mcp', server: text, name: text, arguments: { [text]: [text, { path: text, url: text }] } }),
  (text) => ({ tool: 'prompt', text }),
  (text) => ({ tool: 'result', of: 'fetch', text }),
  (name) => ({ tool: 'model', provider: name, model: name }),
  (name) => ({ tool: 'other', name, input: { command: name, deep: [[[name]]] } }),
];

/** A decision that says all that a decision says, and is as strict as its strictest part. */
function isWhole({ effect, wouldBe, risk, rules, reasons, sentence, effects }: Decision): boolean {
  return (
    EFFECTS.includes(effect) &&
    EFFECTS.includes(wouldBe) &&
    RISKS.includes(risk) &&
    (effect === 'allow' || (rules.length > 0 && reasons.length > 0 && sentence !== '')) &&
    effects.every(({ bound }) => EFFECTS.indexOf(bound) <= EFFECTS.indexOf(effect))
  );
}
