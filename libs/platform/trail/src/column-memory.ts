const SMALLEST = 4 * 1024;
/** Of one size; a group of commits holds some dozens of columns at a time. */
const MOST_KEPT_BYTES = 8 * 1024 * 1024;

const free = new Map<number, Buffer[]>();

/**
 * Memory for a column, at least so long; what it holds is old. Columns of a batch take megabytes outside the heap, and whatever is allocated there
 * brings the next collection of the whole heap nearer: lent and taken back, it costs nothing of the kind.
 */
export function lendMemory(bytes: number): Buffer {
  if (bytes < SMALLEST) return Buffer.allocUnsafe(bytes);
  const size = 2 ** Math.ceil(Math.log2(bytes));
  return free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
}

/** Takes back what was lent, when nobody reads it any more. */
export function takeMemoryBack(memory: Buffer): void {
  const size = memory.length;
  if (size < SMALLEST) return;
  const kept = free.get(size) ?? [];
  if ((kept.length + 1) * size <= MOST_KEPT_BYTES) kept.push(memory);
  free.set(size, kept);
}
