import { Badge } from '@mantine/core';
import type { DraftSummary } from './draft-queries.js';

const WORDS: Readonly<Record<DraftSummary['state'], readonly [word: string, color: string]>> = {
  open: ['being written', 'gray'],
  in_review: ['in review', 'or'],
  approved: ['approved', 'vert'],
  published: ['published', 'azure'],
  discarded: ['discarded', 'gray'],
};

export function DraftState({ state }: Pick<DraftSummary, 'state'>) {
  const [word, color] = WORDS[state];
  return (
    <Badge variant="light" color={color} tt="none" fw={560}>
      {word}
    </Badge>
  );
}
