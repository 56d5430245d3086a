import { csrfHeader } from '../../api/client.js';
import { withFreshProof } from '../../api/fresh-proof.js';
import { problemOf } from '../../api/problem.js';

/** Saves the decisions of a review, each with its place in the ledger. */
export async function saveReviewEvidence(id: string, format: 'json' | 'csv'): Promise<void> {
  const address = `/api/v1/reviews/${encodeURIComponent(id)}/evidence${format === 'csv' ? '/csv' : ''}`;
  const response = await withFreshProof(() =>
    fetch(address, { method: 'POST', credentials: 'same-origin', headers: csrfHeader() }),
  );
  if (!response.ok) throw await problemOf(response);
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = `access-review.${format}`;
  link.click();
  URL.revokeObjectURL(url);
}
