import { parse } from 'unbash';
import { decide } from '#engines/policy';
import { embedded } from './constructs.js';
import { balancedPolicy, type FuzzOrder, LONGEST_ANSWER_MS, shortCases, type Timed, world } from './fuzzed-policy.js';
import { broken, type Draw, drawFrom, pick, rewritten } from './rewrites.js';
import { strange } from './strange-texts.js';

const STRICTNESS = { allow: 0, ask: 1, reject: 2 } as const;
type Effect = keyof typeof STRICTNESS;

export interface FuzzReport {
  readonly inputs: number;
  /** Other ways to write a command that were answered softer than the command. */
  readonly softer: readonly Softer[];
  /** Allowed, though the parser says that it cannot read them. */
  readonly unread: readonly string[];
  readonly thrown: readonly string[];
  /** What took longer than any command may, twice. */
  readonly late: readonly Timed[];
  readonly slowest: Timed;
}

export interface Softer {
  readonly from: string;
  readonly to: string;
  readonly was: Effect;
  readonly is: Effect;
}
/** What is asked: a text, and where it says what a dangerous command says, that command. */
interface Question {
  readonly text: string;
  readonly means?: Pick<Softer, 'from' | 'was'>;
}

/** Asks the policy engine `inputs` times, and tells what should not have been answered so. */
export function fuzzPolicy({ root, inputs, seed, clock, asked: tell }: FuzzOrder): FuzzReport {
  const effectOf = answerer(root);
  const next = questions(root, effectOf, drawFrom(seed));
  const [softer, unread, thrown, late]: [Softer[], string[], string[], Timed[]] = [[], [], [], []];
  let slowest: Timed = { text: '', milliseconds: 0 };
  const timed = (text: string): Timed & { readonly is: Effect } => {
    const begun = clock();
    const is = effectOf(text);
    return { text, is, milliseconds: clock() - begun };
  };
  for (let asked = 0; asked < inputs; asked += 1) {
    const { text, means } = next(asked);
    tell(asked);
    try {
      const { is, milliseconds } = timed(text);
      if (means !== undefined && STRICTNESS[is] < STRICTNESS[means.was]) softer.push({ ...means, to: text, is });
      if (is === 'allow' && !canRead(text)) unread.push(text);
      if (milliseconds > slowest.milliseconds) slowest = { text, milliseconds };
      // A pause of the machine is nobody's fault: it does not come twice.
      if (milliseconds > LONGEST_ANSWER_MS && timed(text).milliseconds > LONGEST_ANSWER_MS)
        late.push({ text, milliseconds });
    } catch (error) {
      thrown.push(`${text}\n${String(error)}`);
    }
  }
  return { inputs, softer, unread, thrown, late, slowest };
}

/** Dangerous commands written in other ways, or standing somewhere in constructs; commands broken on purpose; texts that are none. */
function questions(root: string, effectOf: (command: string) => Effect, draw: Draw): (asked: number) => Question {
  const cases = shortCases(root);
  const answered = cases.map((from) => ({ from, was: effectOf(from) }));
  const dangerous = answered.filter(({ from, was }) => was !== 'allow' && !/\$[@*#\d_]/.test(from));
  return (asked) => {
    const means = pick(dangerous, draw);
    switch (asked % 8) {
      case 0:
      case 2:
      case 4:
        return { text: rewritten(means.from, draw, 3), means };
      case 6:
        return { text: embedded(means.from, draw, 3), means };
      case 1:
      case 5:
        return { text: broken(pick(cases, draw), draw) };
      default:
        return { text: strange(draw) };
    }
  };
}

function canRead(text: string): boolean {
  const { errors } = parse(text);
  return errors === undefined || errors.length === 0;
}

function answerer(root: string): (command: string) => Effect {
  const policy = balancedPolicy(root);
  return (command) => decide(policy, { tool: 'shell', command, cwd: world.workspace }, world).effect;
}
