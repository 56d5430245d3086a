import type { Effect, PolicyDocument, PolicyTest } from '#contracts';
import { type CompiledPolicy, compilePolicy } from './compile-policy.js';
import { decide } from './decide.js';
import type { ParsedPolicy, PolicyIssue } from './parse-policy.js';
import type { Decision, SessionState, ToolRequest, World } from './request.js';

export interface PolicyTestResult {
  /** The place in `tests`, from 0. */
  readonly index: number;
  /** As the author calls it, or what it asks about. */
  readonly name: string;
  readonly passed: boolean;
  readonly expected: Effect;
  readonly actual: Effect;
  /** The rule that the test names, where it does and none of those that decided is it. */
  readonly missingRule?: string;
  readonly decision: Decision;
}

const WORKSPACE = '/home/dev/app';
const HOME = '/home/dev';
const LONGEST_NAME = 80;

/**
 * Asks the policy about every case in its `tests`. Monitor mode does not count: a test is about what the policy says, so that a policy can be tried
 * before it binds. Secrets to be redacted count as allowed with what is left.
 * @param now for tests that name no time of their own
 */
export function runPolicyTests(document: PolicyDocument, now: Date): readonly PolicyTestResult[] {
  const policy = compilePolicy(document);
  return (document.tests ?? []).map((test, index) => resultOf(policy, test, { index, now }));
}

/**
 * The tests of a document that are not answered as they expect, each as a fault at its place. Empty: the document may be published.
 * @param now for tests that name no time of their own
 */
export function failedTests(read: Extract<ParsedPolicy, { ok: true }>, now: Date): readonly PolicyIssue[] {
  return runPolicyTests(read.document, now).flatMap((result) => {
    const place = read.testPlaces[result.index];
    return result.passed || place === undefined
      ? []
      : [{ ...place, severity: 'error' as const, path: `tests.${String(result.index)}`, message: failureOf(result) }];
  });
}

function failureOf({ name, expected, actual, missingRule, decision }: PolicyTestResult): string {
  const by = decision.rules.length === 0 ? '' : ` by ${decision.rules.join(', ')}`;
  return expected === actual && missingRule !== undefined
    ? `The test "${name}" is answered ${actual}${by}, not by ${missingRule}.`
    : `The test "${name}" expects ${expected} and is answered ${actual}${by}.`;
}

function resultOf(
  policy: CompiledPolicy,
  test: PolicyTest,
  { index, now }: { index: number; now: Date },
): PolicyTestResult {
  const decision = decide(policy, requestOf(test), worldOf(policy, test, now));
  const isRuleThere = test.rule === undefined || decision.rules.includes(test.rule);
  return {
    index,
    name: test.name ?? nameOf(test),
    passed: decision.wouldBe === test.expect && isRuleThere,
    expected: test.expect,
    actual: decision.wouldBe,
    ...(!isRuleThere && { missingRule: test.rule ?? '' }),
    decision,
  };
}

/** A session that the policy has nothing against, unless the test tells of its own. */
function worldOf({ document }: CompiledPolicy, { agent, at, session }: PolicyTest, now: Date): World {
  const fitting: SessionState = { autonomy: document.autonomy?.max ?? 'low', isolation: 'vm', minutes: 0 };
  return {
    workspace: WORKSPACE,
    home: HOME,
    user: 'dev',
    platform: 'linux',
    now: at === undefined ? now : new Date(at),
    canRewrite: true,
    ...(agent !== undefined && { agent }),
    session: session === undefined ? fitting : definedOf(session),
  };
}

function requestOf(test: PolicyTest): ToolRequest {
  const cwd = test.cwd ?? WORKSPACE;
  const { command, fetch, mcp, method, model, prompt, result } = test;
  if (command !== undefined) return { tool: 'shell', command, cwd };
  for (const tool of ['read', 'write', 'delete'] as const) {
    const path = test[tool];
    if (path !== undefined) return { tool, path, cwd };
  }
  if (fetch !== undefined) return { tool: 'fetch', url: fetch, ...(method !== undefined && { method }) };
  if (mcp?.server === '') return { tool: 'other', name: mcp.tool, input: mcp.arguments ?? {} };
  if (mcp !== undefined) {
    const origin = definedOf({ url: mcp.url, command: mcp.command });
    return { tool: 'mcp', server: mcp.server, name: mcp.tool, arguments: mcp.arguments ?? {}, origin };
  }
  if (prompt !== undefined) return { tool: 'prompt', text: prompt };
  if (result !== undefined) return { tool: 'result', of: '', text: result };
  return model === undefined ? { tool: 'session' } : { tool: 'model', ...model };
}

type Defined<Of> = { [Key in keyof Of]: Exclude<Of[Key], undefined> };

/** Without the keys whose value is undefined. */
const definedOf = <Of extends object>(given: Of): Partial<Defined<Of>> =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<Defined<Of>>;

function nameOf(test: PolicyTest): string {
  const { command, read, write, fetch, mcp, prompt, result, model } = test;
  const text =
    command ??
    (read !== undefined ? `read ${read}` : undefined) ??
    (write !== undefined ? `write ${write}` : undefined) ??
    (test.delete !== undefined ? `delete ${test.delete}` : undefined) ??
    (fetch !== undefined ? `fetch ${fetch}` : undefined) ??
    (mcp !== undefined ? `${mcp.server}/${mcp.tool}` : undefined) ??
    (prompt !== undefined ? `prompt ${prompt}` : undefined) ??
    (result !== undefined ? `answer ${result}` : undefined) ??
    (model !== undefined ? `${model.provider}/${model.model}` : 'a session');
  return text.slice(0, LONGEST_NAME);
}
