import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import type { AuditEvent } from '../../api/wire.js';
import { EffectBadge } from '../../ui/effect.js';
import { agentName } from '../../ui/text.js';
import { dayAndClockOf, exactly } from '../../ui/time.js';
import classes from './event-list.module.css';
import { kindInWords, subjectOf, topicOf } from './event-words.js';

const ROW_PX = 44;
const AHEAD_ROWS = 12;

interface EventListProps {
  events: readonly AuditEvent[];
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> };
  onOpen: (id: string) => void;
}

/** Events as a table of which only the rows in sight exist, however many were loaded; the next page is asked for before the end. */
export function EventList({ events, query, onOpen }: EventListProps) {
  'use no memo';
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- The virtualizer's own functions are used in this component only, never passed on.
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: AHEAD_ROWS,
    getItemKey: (index) => events[index]?.id ?? index,
  });
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (last >= events.length - AHEAD_ROWS && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, events.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  return (
    <div ref={scroller} className={classes.scroller} tabIndex={0} role="region" aria-label="Events">
      <div
        role="table"
        aria-rowcount={hasNextPage ? -1 : events.length + 1}
        aria-label="Events, newest first"
        className={classes.table}
      >
        <div role="rowgroup" className={classes.head}>
          <div role="row" aria-rowindex={1} className={classes.row}>
            {['Time', 'Event', 'What', 'Who', 'Where', 'Why'].map((title) => (
              <span key={title} role="columnheader">
                {title}
              </span>
            ))}
          </div>
        </div>
        <div role="rowgroup" className={classes.body} style={{ height: rows.getTotalSize() }}>
          {visible.map(({ index, key, start }) => {
            const event = events[index];
            return event && <EventRow key={key} event={event} index={index} top={start} onOpen={onOpen} />;
          })}
        </div>
      </div>
      <p className={classes.end} role="status">
        {isFetchingNextPage ? 'Loading earlier events …' : hasNextPage ? '' : 'This is the beginning of the ledger.'}
      </p>
    </div>
  );
}

interface EventRowProps {
  event: AuditEvent;
  index: number;
  top: number;
  onOpen: (id: string) => void;
}

function EventRow({ event, index, top, onOpen }: EventRowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={classes.row}
      style={{ transform: `translateY(${String(top)}px)`, height: ROW_PX }}
    >
      <span role="cell">
        <button
          type="button"
          className={classes.open}
          onClick={() => onOpen(event.id)}
          aria-label={`${subjectOf(event)}, ${exactly(event.at)}`}
        >
          <time dateTime={event.at}>{dayAndClockOf(event.at)}</time>
        </button>
      </span>
      <span role="cell">
        {event.effect === null ? (
          <span className={classes.kind}>{kindInWords(event.kind)}</span>
        ) : (
          <EffectBadge effect={event.effect} monitored={event.mode === 'monitor'} />
        )}
      </span>
      <span role="cell" className={classes.what}>
        {topicOf(event)}
        {event.agent !== null && <i>{agentName(event.agent)}</i>}
      </span>
      <span role="cell">{event.actor.label}</span>
      <span role="cell">{event.machine?.label ?? '–'}</span>
      <span role="cell" className={classes.why}>
        {event.reason ?? event.rules.join(', ')}
      </span>
    </div>
  );
}
