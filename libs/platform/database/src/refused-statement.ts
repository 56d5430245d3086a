/** Data, integrity, a transaction that met another, and limits of the server (PostgreSQL, appendix A). */
const REFUSING_CLASSES: readonly unknown[] = ['22', '23', '40', '54'];

/**
 * Whether the server refused a statement for what it was given or what it met, and so did nothing of it. What else fails, such as a connection that
 * is lost, may have been done.
 */
export function isRefusedStatement(error: unknown): boolean {
  if (typeof error !== 'object' || error === null || !('code' in error) || !('severity' in error)) return false;
  return (
    error.severity === 'ERROR' && typeof error.code === 'string' && REFUSING_CLASSES.includes(error.code.slice(0, 2))
  );
}
