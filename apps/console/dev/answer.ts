export interface Question {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: Record<string, unknown>;
  readonly isEmpty: boolean;
}
export interface Answer {
  readonly status: number;
  readonly body?: unknown;
}
export type Handler = (question: Question, match: readonly string[]) => Answer;

export const problem = (status: number, code: string, title: string, detail: string): Answer => ({
  status,
  body: {
    type: `urn:castellan:problem:${code}`,
    title,
    status,
    detail,
    code,
    requestId: '019ab3f2-6d1e-7c44-9b1a-5f0c2d9e7a10',
  },
});
