import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { PageOf } from '../api/wire.js';

/** A list that the API gives in pages by keyset; pages are added as they are asked for. */
export function usePages<T>(
  queryKey: QueryKey,
  load: (cursor: string | undefined) => Promise<PageOf<T>>,
  options: { refetchInterval?: number } = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (former) => former,
    ...options,
  });
  return { ...query, items: query.data?.pages.flatMap((page) => page.items) };
}

/** The query field of a cursor, or none for the first page. */
export const at = (cursor: string | undefined): { cursor?: string } => (cursor === undefined ? {} : { cursor });
