/** What a classifier says of a text; `score` from 0, harmless, to 1. The reason is kept in the clear: it quotes nothing. */
export interface Classification {
  readonly score: number;
  readonly reason: string;
}

/**
 * A customer's own classifier of texts: asked before the decision, by whoever makes the request, because the engines wait for nobody. One that fails or
 * takes too long has no opinion.
 */
export type TextClassifier = (text: string, place: 'prompt' | 'result') => Promise<Classification | null>;
