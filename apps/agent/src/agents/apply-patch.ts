import { MalformedMessage } from './adapter.js';

export interface FileChange {
  readonly change: 'write' | 'delete';
  readonly path: string;
}

const HEADS: readonly (readonly [string, FileChange['change']])[] = [
  ['*** Add File: ', 'write'],
  ['*** Update File: ', 'write'],
  ['*** Delete File: ', 'delete'],
  ['*** Move to: ', 'write'],
];

/**
 * The files that a patch in Codex's own format touches. Lines of a hunk begin with a space, `+`, `-` or `@`, so a head can stand
 * only where the patch means it. A file that is moved is written at its new place and deleted at its old one.
 * @throws MalformedMessage for a patch that touches nothing: it is not understood, so it is not harmless
 */
export function filesOfPatch(patch: string): FileChange[] {
  const changes: FileChange[] = [];
  for (const line of patch.split(/\r?\n/)) {
    const head = HEADS.find(([start]) => line.trimStart().startsWith(start));
    if (!head) continue;
    const path = line.trimStart().slice(head[0].length).trim();
    const before = changes.at(-1);
    if (head[0] === '*** Move to: ' && before) changes.push({ change: 'delete', path: before.path });
    changes.push({ change: head[1], path });
  }
  if (changes.length === 0 || changes.some(({ path }) => path === '')) {
    throw new MalformedMessage('The patch names no file.');
  }
  return changes;
}
