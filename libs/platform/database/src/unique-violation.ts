const UNIQUE_VIOLATION = '23505';
const MOST_CAUSES = 6;

/**
 * Whether `error` says that a unique key is taken: PostgreSQL's 23505, Prisma's P2002, or the latter around the former.
 * @param constraint only this one, by its name in the database
 */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  const chain = [...causesOf(error)];
  const isViolation = chain.some(({ code, originalCode, kind }) =>
    [code, originalCode, kind].some(
      (told) => told === UNIQUE_VIOLATION || told === 'P2002' || told === 'UniqueConstraintViolation',
    ),
  );
  if (!isViolation || constraint === undefined) return isViolation;
  return chain.some((link) =>
    [link['constraint'], link['originalMessage'], link['message']].some((told) => names(told, constraint)),
  );
}

type Link = Readonly<Record<string, unknown>>;

function* causesOf(error: unknown): Generator<Link> {
  let link = error;
  for (let depth = 0; depth < MOST_CAUSES && typeof link === 'object' && link !== null; depth += 1) {
    yield link as Link;
    const { cause, meta } = link as { cause?: unknown; meta?: { driverAdapterError?: unknown } };
    link = meta?.driverAdapterError ?? cause;
  }
}

function names(told: unknown, constraint: string): boolean {
  if (typeof told === 'string') return told === constraint || told.includes(`"${constraint}"`);
  if (typeof told !== 'object' || told === null) return false;
  return Object.values(told).some((part) => part === constraint);
}

const CHECK_VIOLATION = '23514';

/** Whether `error` says that a row breaks the rule `constraint` (PostgreSQL's 23514), a trigger's too whose message quotes it. */
export function isCheckViolation(error: unknown, constraint: string): boolean {
  const chain = [...causesOf(error)];
  const isViolation = chain.some(
    ({ code, originalCode, message, originalMessage }) =>
      [code, originalCode].includes(CHECK_VIOLATION) ||
      [message, originalMessage].some((told) => names(told, constraint)),
  );
  return (
    isViolation &&
    chain.some((link) =>
      [link['constraint'], link['originalMessage'], link['message']].some((told) => names(told, constraint)),
    )
  );
}
