import { basename } from './scene.js';
import { notedOf, traitsOf } from './traits.js';

/** What the first word of a command says by itself. */
interface Spelling {
  readonly isPattern: boolean;
  readonly hasFolder: boolean;
  /** The program as it is written there, and under the name by which the lists know it. */
  readonly written: string;
  readonly program: string;
}

export const spellingOf = notedOf((first): Spelling => {
  const { name, canonical } = traitsOf(basename(first));
  return {
    isPattern: /[*?[]/.test(first) && first.length > 1 && first !== '[[',
    hasFolder: first.includes('/'),
    written: name,
    program: canonical,
  };
});
