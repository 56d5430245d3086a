/** Text that a person who looks at the page does not see, and a model that reads its source does. */
export interface Smuggled {
  readonly id: 'html-comment' | 'hidden-element' | 'markdown-comment' | 'attribute' | 'encoded';
  readonly what: string;
  readonly text: string;
}

const LONGEST = 4_000;
const MOST = 200;

/** Elements that are drawn, if at all, so that nobody reads them. */
const UNSEEN =
  /<[a-z][a-z0-9]{0,15}\b[^<>]{0,300}?(?:display\s{0,3}:\s{0,3}none|visibility\s{0,3}:\s{0,3}hidden|opacity\s{0,3}:\s{0,3}0(?![.\d]*[1-9])|font-size\s{0,3}:\s{0,3}0(?!\.?[1-9])|color\s{0,3}:\s{0,3}(?:white|#fff(?:fff)?|transparent)\b|(?:left|top|text-indent)\s{0,3}:\s{0,3}-\d{3,5}|\shidden(?=[\s>])|aria-hidden=["']?true)[^<>]{0,300}>([^<]{1,4000})/gi;
const MARKDOWN =
  /^[ \t]{0,3}\[[^\]\n]{0,60}\]:[ \t]{1,4}(?:#|<>|about:blank)[ \t]{1,4}(?:\(([^\n]{1,4000})\)|"([^\n]{1,4000})"|'([^\n]{1,4000})')/gm;
const ATTRIBUTE =
  /\s(?:alt|title|aria-label|data-[a-z-]{1,30}|content|placeholder)\s{0,3}=\s{0,3}(?:"([^"\n]{20,2000})"|'([^'\n]{20,2000})')/gi;
const BASE64 = /(?<![A-Za-z0-9+/_=-])[A-Za-z0-9+/_-]{40,4000}={0,2}/g;

/** Linear: every form is bounded, and each piece is read once. */
export function smuggledIn(text: string): readonly Smuggled[] {
  const isMarkup = text.includes('<');
  return [
    ...commentsIn(text).map((inside) => piece('html-comment', 'in a comment of HTML', inside)),
    ...(isMarkup ? pieces(text, UNSEEN, 'hidden-element', 'in an element that is not shown') : []),
    ...(isMarkup ? pieces(text, ATTRIBUTE, 'attribute', 'in an attribute of HTML') : []),
    ...pieces(text, MARKDOWN, 'markdown-comment', 'in a comment of Markdown'),
    ...encodedIn(text),
  ].filter((one) => one.text.trim() !== '');
}

const piece = (id: Smuggled['id'], what: string, text: string): Smuggled => ({ id, what, text });

/** What the first group that is there holds, of the first matches. */
function pieces(text: string, form: RegExp, id: Smuggled['id'], what: string): readonly Smuggled[] {
  const found: Smuggled[] = [];
  for (const match of text.matchAll(form)) {
    if (found.length >= MOST) break;
    found.push(piece(id, what, match[1] ?? match[2] ?? match[3] ?? ''));
  }
  return found;
}

function encodedIn(text: string): readonly Smuggled[] {
  const found: Smuggled[] = [];
  let decoded = 0;
  for (const [encoded] of text.matchAll(BASE64)) {
    decoded += 1;
    if (decoded > MOST) break;
    const plain = readable(encoded);
    if (plain !== undefined) found.push(piece('encoded', 'encoded in base 64', plain));
  }
  return found;
}

function commentsIn(text: string): readonly string[] {
  const comments: string[] = [];
  let at = text.indexOf('<!--');
  while (at !== -1 && comments.length < MOST) {
    const inside = text.slice(at + 4, at + 4 + LONGEST);
    const close = inside.indexOf('-->');
    const comment = close === -1 ? inside : inside.slice(0, close);
    comments.push(comment);
    at = text.indexOf('<!--', at + 4 + comment.length);
  }
  return comments;
}

/** What base 64 holds, if it is text. */
function readable(encoded: string): string | undefined {
  try {
    const plain = atob(encoded.replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, ''));
    return /^[\t\n\r -~\u0080-\u00ff]{20,}$/.test(plain) && / [a-z]/i.test(plain) ? plain : undefined;
  } catch {
    return undefined;
  }
}

/** Images, with their addresses. */
const IMAGE =
  /!\[[^\]\n]{0,200}\]\(\s{0,3}(https?:\/\/[^)\s]{1,600}(?: [^)\n]{0,100})?)|<img\b[^<>]{0,200}?\ssrc\s{0,3}=\s{0,3}["']?(https?:\/\/[^"'<>]{1,600})|(https?:\/\/[^\s)"'<>]{1,300}[?&]\w{1,20}=(?:\[[A-Z _]{2,40}\]|<[^<>\n]{3,80}>))/gi;
/** A place to put something in. */
const SLOT =
  /(?:\$\{|\{\{?|<|\[|%7B)[ \w.,-]{0,60}(?:conversation|history|summary|secret|key|token|env|user|data|content|message|prompt|password|file|chat|context|session|cookie|credential|output|result|text)[ \w.,-]{0,60}(?:\}|>|\]|%7D)/i;

/** A variable of a shell, or a word in capitals, where a value would stand. */
const VARIABLE =
  /=(?:\$\{?[A-Z_]{0,30}(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL)|[A-Z_]{0,20}(?:CHAT|CONVERSATION|HISTORY|SECRET|TOKEN|CONTEXT|PROMPT|PASSWORD)[A-Z_]{0,20}(?![A-Za-z]))/;

/** Whether an image has an address into which something is to be put: drawn without a click, it sends that away. */
export function hasSendingImage(text: string): boolean {
  for (const { 1: markdown, 2: html, 3: link } of text.matchAll(IMAGE)) {
    const address = markdown ?? html ?? link ?? '';
    if (/[?&=]/.test(address) && (SLOT.test(address.slice(address.search(/[?&=]/))) || VARIABLE.test(address)))
      return true;
  }
  return false;
}
