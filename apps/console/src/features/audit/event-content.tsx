import type { AuditEventDetail } from '../../api/wire.js';
import { Facts } from '../../ui/facts.js';
import classes from './event-drawer.module.css';

const WHY_ABSENT: Readonly<Record<string, string>> = {
  none: 'This event carries no content.',
  erased: 'The content was erased. The proof stays whole: the ledger holds only a keyed digest of it.',
  unreadable: 'The content cannot be decrypted now: the key that seals it is not available in its vault.',
};
/** What is shown first and as it was typed. */
const LEADING = ['command', 'path', 'url', 'prompt', 'text'];

/** The decrypted content: the command or prompt as it was, then the rest. */
export function EventContent({ event: { content, contentState } }: { event: AuditEventDetail }) {
  if (content === undefined || content === null) return <p className={classes.absent}>{WHY_ABSENT[contentState]}</p>;
  if (!isRecord(content)) return <Code text={inWords(content)} />;
  const leading = [...LEADING, 'requests'].find((name) => content[name] !== undefined);
  const rest = Object.entries(content).filter(([name]) => name !== leading || name === 'requests');
  return (
    <>
      {leading !== undefined && <Code text={leadingOf(content)} />}
      {rest.length > 0 && (
        <div className={classes.hashes}>
          <Facts rows={rest.map(([name, value]) => [name, <code key={name}>{inWords(value)}</code>] as const)} />
        </div>
      )}
    </>
  );
}

function Code({ text }: { text: string }) {
  return (
    <pre className={classes.code} tabIndex={0}>
      <code>{text}</code>
    </pre>
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const inWords = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2));

/** The commands, paths or prompts of a content, without the rest: one line or block for each request that it holds. */
export function leadingOf(content: unknown): string {
  if (!isRecord(content)) return inWords(content);
  if (Array.isArray(content['requests'])) return content['requests'].map(leadingOf).join('\n');
  const leading = LEADING.find((name) => typeof content[name] === 'string');
  return inWords(leading === undefined ? content : content[leading]);
}
