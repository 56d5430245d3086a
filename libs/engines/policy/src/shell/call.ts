import type { SyntaxNode } from 'unbash';
import type { Deed } from '../request.js';
import type { Piped, Scene } from './scene.js';

/** Reads what is nested: given by the walk, which needs those who ask in turn. */
export interface Walker {
  readonly script: (text: string, scene: Scene) => void;
  readonly body: (node: SyntaxNode, scene: Scene) => void;
}

/** The words of one command; null stands for one that only running could tell. */
export type Words = readonly (string | null)[];

/** One command on its way to being understood. */
export interface Call {
  readonly scene: Scene;
  readonly walker: Walker;
  /** Here-documents and here-strings; null where their text is not known. */
  readonly fed: readonly (string | null)[];
  readonly piped: Piped | undefined;
  /** Some word comes from a command that decodes or downloads. */
  readonly isDecoded: boolean;
  /** The name of the program itself is decoded, or comes from an input. */
  readonly isNameDecoded: boolean;
  readonly isFetched: boolean;
  /** What it writes is built from files of the project. */
  readonly isBuild: boolean;
  /** Another program starts it, which knows no function and no alias of the shell. */
  readonly isBehind: boolean;
}

/** What counts of a text that may be a command, and may be none. */
export const isHarm = ({ kind }: Deed): boolean =>
  kind === 'danger' || kind === 'delete' || kind === 'write' || kind === 'read';

export const deeper = (scene: Scene): Scene => ({ ...scene, depth: scene.depth + 1 });
