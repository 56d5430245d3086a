/** RFC 9457 problem details, as every door of the product answers them, and as the console throws them. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly code: string;
  readonly requestId?: string;
  readonly [fact: string]: unknown;
}

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(readonly problem: ProblemDetails) {
    super(problem.detail ?? problem.title);
  }

  get code(): string {
    return this.problem.code;
  }

  get status(): number {
    return this.problem.status;
  }
}

const NO_ANSWER: ProblemDetails = {
  type: 'about:blank',
  title: 'Castellan did not answer.',
  status: 0,
  detail: 'Check the connection and try again. Nothing was changed.',
  code: 'network.unreachable',
};

/** Makes a problem of any failed answer, also of one that a proxy in between wrote in its own words. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const requestId = response.headers.get('x-request-id');
  const body: unknown = await response.json().catch(() => null);
  if (isProblem(body))
    return new ApiProblem(requestId !== null && body.requestId === undefined ? { ...body, requestId } : body);
  return new ApiProblem({
    type: 'about:blank',
    title: `The server answered ${String(response.status)}.`,
    status: response.status,
    detail:
      response.status >= 500
        ? 'Something between this page and Castellan failed. Try again in a moment.'
        : 'The request was not understood.',
    code: 'http.unexpected',
    ...(requestId !== null && { requestId }),
  });
}

/** What to show for anything that was thrown: the problem itself, or that the network gave no answer. */
export function asProblem(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) return error;
  if (error instanceof TypeError && /fetch|network|load failed/i.test(error.message)) return new ApiProblem(NO_ANSWER);
  return new ApiProblem({
    type: 'about:blank',
    title: 'This page met something it did not expect.',
    status: -1,
    detail: error instanceof Error ? error.message : String(error),
    code: 'console.unexpected',
  });
}

function isProblem(body: unknown): body is ProblemDetails {
  return (
    typeof body === 'object' &&
    body !== null &&
    'title' in body &&
    'status' in body &&
    'code' in body &&
    typeof body.title === 'string'
  );
}
