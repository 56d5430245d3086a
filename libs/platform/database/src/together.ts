import type { OrgTx, SystemTx } from './scope.js';
import { PlainTransaction } from './sql-runner.js';

type Asks<Answers extends readonly unknown[]> = { readonly [Place in keyof Answers]: () => Promise<Answers[Place]> };

/**
 * Asks several things, of which none needs the answer to another, and has them done in this order. On a hot path all of them travel at once, and the
 * server is waited for once. The first that fails is thrown; what is asked behind it fails with it.
 */
export async function together<Answers extends readonly unknown[]>(
  tx: OrgTx | SystemTx,
  ...asks: Asks<Answers>
): Promise<Answers> {
  if (tx instanceof PlainTransaction) return (await Promise.all(asks.map((ask) => ask()))) as unknown as Answers;
  const answers: unknown[] = [];
  for (const ask of asks) answers.push(await ask());
  return answers as unknown as Answers;
}
