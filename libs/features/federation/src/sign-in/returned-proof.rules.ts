/** The clocks of the two sides differ a little, and `auth_time` knows whole seconds only. */
const SKEW_MS = 60_000;

/** Whether somebody was asked who she is after her browser left for it. What lies in the future was not seen by any clock. */
export function isProvedSince(
  authenticatedAt: Date | null,
  { askedAt, now }: { readonly askedAt: Date; readonly now: Date },
): boolean {
  if (authenticatedAt === null) return false;
  const at = authenticatedAt.getTime();
  return at >= askedAt.getTime() - SKEW_MS && at <= now.getTime() + SKEW_MS;
}
