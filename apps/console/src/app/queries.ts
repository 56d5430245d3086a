import { QueryCache, QueryClient } from '@tanstack/react-query';
import { isRefusal } from '../api/client.js';
import { PROOF_NEEDED } from '../api/fresh-proof.js';
import { ApiProblem } from '../api/problem.js';
import { goToSignIn } from './sign-in.js';

const FRESH_MS = 15_000;

/** What the console knows of the server. A session that ended anywhere leads to sign-in, and back to the same page. */
export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: FRESH_MS,
      retry: (failures, error) => failures < 2 && !isRefusal(error),
      refetchOnWindowFocus: true,
    },
    mutations: { retry: false, onError: leaveWhenSignedOut },
  },
});

function leaveWhenSignedOut(error: unknown): void {
  if (error instanceof ApiProblem && error.status === 401 && error.code !== PROOF_NEEDED) goToSignIn();
}
