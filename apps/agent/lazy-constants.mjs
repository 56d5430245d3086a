// A hook is one process for one answer, and most of what its modules work out when they are loaded, lists of programs and kinds of secrets,
// that answer never asks for. So in the hook's bundle each constant is worked out when it is first read.
//
// It takes for granted what the bundle takes for granted too: that our libraries do nothing else when they are loaded.
import ts from 'typescript';

const HELPER = `
function lazily$(make) {
  let isMade = false, made;
  return () => {
    if (!isMade) [made, isMade] = [make(), true];
    return made;
  };
}
`;

/** `code`, one script with all its modules side by side, with every constant of its outermost scope made at its first use. */
export function withLazyConstants(code) {
  const script = ts.createSourceFile('bundle.cjs', code, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const { bindings, writes, reads } = namesIn(script);
  // A name that stands for two things, or for a thing that changes, is left alone.
  const constants = constantsOf(script).filter(({ name }) => bindings.get(name) === 1 && !writes.has(name));
  const calls = constants.flatMap(({ name }) => (reads.get(name) ?? []).flatMap(callOf));
  const makings = constants.flatMap(({ initializer }) => [
    [initializer.getStart(), 'lazily$(() => ('],
    [initializer.end, '))'],
  ]);
  return edited(code, [...calls, ...makings]) + HELPER;
}

function constantsOf(script) {
  return script.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations)
    .filter(({ name, initializer }) => ts.isIdentifier(name) && initializer !== undefined && !isFree(initializer))
    .map(({ name, initializer }) => ({ name: name.text, initializer }));
}

/** Whether making it costs no more than making it later would. What loads a module of the runtime is left in its place. */
function isFree(made) {
  if (ts.isCallExpression(made)) return !isOfBundle(made) && /^(?:require|__toESM|__commonJS)\b/.test(made.getText());
  if (ts.isPrefixUnaryExpression(made)) return isFree(made.operand);
  if (ts.isArrayLiteralExpression(made)) return made.elements.length === 0;
  if (ts.isObjectLiteralExpression(made)) return made.properties.length === 0;
  return (
    ts.isFunctionLike(made) || ts.isClassExpression(made) || (isWord(made) && !ts.isRegularExpressionLiteral(made))
  );
}

/** A module of the bundle that is loaded where it is named: esbuild calls it `require_` and the name of its file. */
const isOfBundle = ({ expression, arguments: [loaded] }) =>
  expression.getText() === '__toESM' && /^require_\w+\(\)$/.test(loaded?.getText() ?? '');

const isWord = (made) =>
  ts.isLiteralExpression(made) ||
  [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(made.kind);

/** Every name of the script: how often it is bound, whether it is ever written, and where it is read. */
function namesIn(script) {
  const found = { bindings: new Map(), writes: new Set(), reads: new Map() };
  const visit = (node) => {
    if (ts.isIdentifier(node)) note(node, found);
    ts.forEachChild(node, visit);
  };
  visit(script);
  return found;
}

function note(node, { bindings, writes, reads }) {
  const { text } = node;
  if (isBinding(node)) bindings.set(text, (bindings.get(text) ?? 0) + 1);
  else if (isTarget(node)) writes.add(text);
  else if (!isLabel(node))
    reads
      .set(text, reads.get(text) ?? [])
      .get(text)
      .push(node);
}

const isBinding = (node) =>
  node.parent.name === node &&
  [
    ts.isVariableDeclaration,
    ts.isParameter,
    ts.isBindingElement,
    ts.isClassLike,
    ts.isFunctionDeclaration,
    ts.isFunctionExpression,
  ].some((binds) => binds(node.parent));

/** Names of members, and words after `break` and `new.`, name no variable. */
const isLabel = (node) =>
  node.parent.propertyName === node ||
  node.parent.label === node ||
  (node.parent.name === node && !ts.isShorthandPropertyAssignment(node.parent));

/** Whether it stands on the left of an assignment, by itself or in a pattern, or is counted up or down, or is what a loop assigns. */
function isTarget(node) {
  if (isCounted(node)) return true;
  let at = node;
  while (isPartOfPattern(at)) at = at.parent;
  const { parent } = at;
  return ts.isBinaryExpression(parent)
    ? parent.left === at && ts.isAssignmentOperator(parent.operatorToken.kind)
    : ts.isForInOrOfStatement(parent) && parent.initializer === at;
}

const isPartOfPattern = ({ parent }) =>
  [
    ts.isPropertyAssignment,
    ts.isShorthandPropertyAssignment,
    ts.isSpreadElement,
    ts.isSpreadAssignment,
    ts.isArrayLiteralExpression,
    ts.isObjectLiteralExpression,
  ].some((holds) => holds(parent));

const COUNTS = [ts.SyntaxKind.PlusPlusToken, ts.SyntaxKind.MinusMinusToken];
const isCounted = ({ parent }) =>
  ts.isPostfixUnaryExpression(parent) || (ts.isPrefixUnaryExpression(parent) && COUNTS.includes(parent.operator));

function callOf(read) {
  if (ts.isShorthandPropertyAssignment(read.parent)) return [[read.end, `: ${read.text}()`]];
  if (isMadeAnew(read)) {
    return [
      [read.getStart(), '('],
      [read.end, '())'],
    ];
  }
  return [[read.end, '()']];
}

/** Whether `new` stands before it or a member of it: without brackets the call would be what `new` makes. */
function isMadeAnew(read) {
  let at = read;
  while (ts.isPropertyAccessExpression(at.parent) && at.parent.expression === at) at = at.parent;
  return ts.isNewExpression(at.parent) && at.parent.expression === at;
}

function edited(code, edits) {
  const parts = [];
  let at = 0;
  for (const [place, text] of edits.sort(([a], [b]) => a - b)) {
    parts.push(code.slice(at, place), text);
    at = place;
  }
  return parts.join('') + code.slice(at);
}
