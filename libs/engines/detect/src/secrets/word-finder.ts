const ASCII = 128;

/** Looks for many words at once, in letters of any size: at most places of a text one look at two characters tells that none begins there. */
export class WordFinder {
  /** By the first two characters. */
  readonly #byPair = new Map<number, string[]>();
  readonly #canBegin = new Uint8Array(ASCII * ASCII);
  /** Those that begin beyond ASCII. */
  readonly #foreign: string[] = [];

  constructor(words: readonly string[]) {
    for (const word of words) {
      const folded = word.toLowerCase();
      const pair = folded.charCodeAt(0) * ASCII + folded.charCodeAt(1);
      if (folded.charCodeAt(0) >= ASCII) this.#foreign.push(folded);
      else {
        this.#canBegin[pair] = 1;
        this.#byPair.set(pair, [...(this.#byPair.get(pair) ?? []), folded]);
      }
    }
  }

  /** Whether one of the words stands in `text`. */
  isIn(text: string): boolean {
    const folded = text.toLowerCase();
    let code = folded.charCodeAt(0);
    let isForeign = code >= ASCII;
    for (let at = 1; at < folded.length; at += 1) {
      const next = folded.charCodeAt(at);
      const pair = code * ASCII + next;
      isForeign ||= next >= ASCII;
      code = next;
      if (this.#canBegin[pair] === 1 && this.#isAt(folded, at - 1, pair)) return true;
    }
    return isForeign && this.#foreign.some((word) => folded.includes(word));
  }

  #isAt(folded: string, at: number, pair: number): boolean {
    for (const word of this.#byPair.get(pair) ?? []) if (folded.startsWith(word, at)) return true;
    return false;
  }
}
