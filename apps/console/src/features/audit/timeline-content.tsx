import { Skeleton } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { eventQuery } from './audit-queries.js';
import { leadingOf } from './event-content.js';
import classes from './session-page.module.css';

const FOLDED_LINES = 6;

/** What was run, as it was typed: decrypted when its row comes into sight, folded when it is long. */
export function TimelineContent({ id }: { id: string }) {
  const { ref, entry } = useIntersection<HTMLDivElement>({ rootMargin: '200px' });
  const [wasSeen, setSeen] = useState(false);
  if (entry?.isIntersecting === true && !wasSeen) setSeen(true);
  const event = useQuery({ ...eventQuery(id), enabled: wasSeen });
  return (
    <div ref={ref} className={classes.content}>
      {event.isPending && <Skeleton height={34} radius="sm" />}
      {event.isError && <p>What was run cannot be shown now.</p>}
      {event.data?.contentState === 'erased' && <p>What was run was erased; the proof of the decision stands.</p>}
      {event.data?.contentState === 'unreadable' && (
        <p>What was run cannot be decrypted now: the organisation’s key is not available.</p>
      )}
      {event.data?.contentState === 'present' && <Folded text={leadingOf(event.data.content)} />}
    </div>
  );
}

function Folded({ text }: { text: string }) {
  const [isWhole, setWhole] = useState(false);
  const lines = text.split('\n');
  const isLong = lines.length > FOLDED_LINES;
  return (
    <>
      <pre tabIndex={0} aria-label="What was run">
        <code>{isLong && !isWhole ? lines.slice(0, FOLDED_LINES).join('\n') : text}</code>
      </pre>
      {isLong && (
        <button type="button" className={classes.fold} onClick={() => setWhole(!isWhole)} aria-expanded={isWhole}>
          {isWhole ? 'Show less' : `Show all ${String(lines.length)} lines`}
        </button>
      )}
    </>
  );
}
