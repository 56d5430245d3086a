/**
 * How much more is followed of one line. A short line can ask for much: loops are walked once for each value, what an unknown program is given is read in
 * more than one way, a variable that holds a long text can be read again and again. Whatever is done for a line is paid for here, so that its
 * time and its memory are bounded whatever it says; a line that spends all is dangerous.
 */
export interface Budget {
  left: number;
  /** How deep the walk stands. */
  depth: number;
}

const WHOLE = 100_000;

/**
 * What is paid: for a node that is walked, for a list of words that is run and for each of them, for a file that is touched, for a character that is
 * parsed, for a variable that is known where what is known is kept to come back to.
 */
export const COSTS = { node: 1, run: 20, word: 1, file: 20, character: 0.05, variable: 0.5 } as const;

/** Deeds of one line, or of one part of it that is only suspected. */
export const MOST_DEEDS = 2_000;

/** Constructs in constructs, and functions that call functions: what is nested deeper could exhaust the stack. */
const DEEPEST_WALK = 500;

export const newBudget = (): Budget => ({ left: WHOLE, depth: 0 });

/** Whether there is enough left. */
export function spend(budget: Budget, cost: number): boolean {
  budget.left -= cost;
  return budget.left >= 0;
}

export function spendAll(budget: Budget): void {
  budget.left = Math.min(budget.left, -1);
}

export const isSpent = ({ left }: Budget): boolean => left < 0;

/** Goes one step down, where the budget allows it. */
export function descend(budget: Budget): boolean {
  if (budget.depth >= DEEPEST_WALK) spendAll(budget);
  if (!spend(budget, COSTS.node)) return false;
  budget.depth += 1;
  return true;
}

export function ascend(budget: Budget): void {
  budget.depth -= 1;
}
