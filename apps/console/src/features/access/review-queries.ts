import { queryOptions } from '@tanstack/react-query';
import { api, told } from '../../api/client.js';
import { at } from '../../ui/pages-query.js';
import type { RoleTitle } from './access-queries.js';

export const REVIEWS = ['reviews'];

export const loadReviews = (cursor: string | undefined) =>
  told(api.GET('/api/v1/reviews', { params: { query: at(cursor) } }));
export type ReviewView = Awaited<ReturnType<typeof loadReviews>>['items'][number];

export const reviewQuery = (id: string) =>
  queryOptions({
    queryKey: [...REVIEWS, id],
    queryFn: () => told(api.GET('/api/v1/reviews/{id}', { params: { path: { id } } })),
  });
export type ReviewDetail = Awaited<ReturnType<NonNullable<ReturnType<typeof reviewQuery>['queryFn']>>>;

export const loadReviewItems = (id: string, cursor: string | undefined) =>
  told(api.GET('/api/v1/reviews/{id}/items', { params: { path: { id }, query: at(cursor) } }));
export type ReviewItem = Awaited<ReturnType<typeof loadReviewItems>>['items'][number];

export const INBOX = [...REVIEWS, 'inbox'];
export const loadInbox = (cursor: string | undefined) =>
  told(api.GET('/api/v1/reviews/inbox', { params: { query: at(cursor) } }));
export type WaitingItem = Awaited<ReturnType<typeof loadInbox>>['items'][number];

/** `the role Auditor, in the team Payments alone`. */
export function itemInWords(
  { kind, what, place }: Pick<ReviewItem, 'kind' | 'what' | 'place'>,
  roleTitle: RoleTitle,
): string {
  if (kind === 'grant') return `the role ${roleTitle(what)}${place === null ? '' : `, in the team ${place} alone`}`;
  return kind === 'key' ? `the key ${what}` : `the machine ${what}${place === null ? '' : ` (${place})`}`;
}
