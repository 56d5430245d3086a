import type { Deed } from '../request.js';

/** What the words of one program mean: deeds, with paths as written, and what else would be run by it. */
export type Found =
  | Deed
  /** A text that a shell would run; null when it is not known. */
  | { readonly kind: 'shell'; readonly text: string | null; readonly what: string }
  | { readonly kind: 'words'; readonly words: readonly (string | null)[] }
  /** A folder or a file that says what a build runs. */
  | { readonly kind: 'project'; readonly path: string }
  /** What a build puts where the system finds it, unless it is told another place. */
  | { readonly kind: 'installs'; readonly by: string }
  /** A file, or all of a folder, that comes from elsewhere to where it is told to lie. */
  | { readonly kind: 'fetched'; readonly path: string; readonly isFolder?: boolean }
  /** A text in another language that would be run. */
  | { readonly kind: 'code'; readonly language: string; readonly text: string | null };

export const read = (path: string): Deed => ({ kind: 'read', path });
export const write = (path: string): Deed => ({ kind: 'write', path });
export const remove = (path: string): Deed => ({ kind: 'delete', path });
export const danger = (what: string): Deed => ({ kind: 'danger', what });
export const opaque = (what: string): Deed => ({ kind: 'opaque', what });
export const shell = (text: string | null, what: string): Found => ({ kind: 'shell', text, what });
