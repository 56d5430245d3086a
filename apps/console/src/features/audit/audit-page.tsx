import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDownload, IconListSearch, IconPlayerPlay, IconPlayerStop, IconShieldCheck } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router';
import { useMay } from '../../app/session.js';
import { useNow } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { useSearchParam } from '../../ui/search-params.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { AuditFilters } from './audit-filters.js';
import { filterOf, matches } from './audit-filter.js';
import { useAuditEvents } from './audit-queries.js';
import { EventDrawer } from './event-drawer.js';
import { EventList } from './event-list.js';
import { ExportDialog } from './export-dialog.js';
import { LedgerCheckDialog } from './ledger-check-dialog.js';
import { LiveMark } from './live-mark.js';
import { merged, useLiveTail } from './live-tail.js';

const MINUTE_MS = 60_000;

export function AuditPage() {
  const may = useMay();
  const [params] = useSearchParams();
  const [live, setLive] = useSearchParam('live');
  const [, setShown] = useSearchParam('event');
  const [isExporting, exporting] = useDisclosure(false);
  const [isChecking, checking] = useDisclosure(false);
  const filter = useFilter(params);
  const { refetch, ...events } = useAuditEvents(filter);
  const reload = useCallback(() => void refetch(), [refetch]);
  const tail = useLiveTail(live !== '', reload);
  const rows =
    events.items &&
    merged(
      tail.events.filter((event) => matches(filter, event)),
      events.items,
    );
  // A page of the ledger may hold nothing that fits and yet not be the last: the list looks on by itself.
  const isNone = rows?.length === 0 && !events.hasNextPage;
  return (
    <Page
      wide
      title="Audit"
      lead="Everything agents and administrators did, in the order of the ledger that proves it."
      actions={
        <>
          <LiveMark state={tail.state} />
          <Button
            variant="default"
            leftSection={
              live === '' ? <IconPlayerPlay size={15} aria-hidden /> : <IconPlayerStop size={15} aria-hidden />
            }
            onClick={() => setLive(live === '' ? '1' : null)}
          >
            {live === '' ? 'Follow live' : 'Stop following'}
          </Button>
          <Button variant="default" leftSection={<IconShieldCheck size={15} aria-hidden />} onClick={checking.open}>
            Check the ledger
          </Button>
          {may('audit:export') && (
            <Button variant="default" leftSection={<IconDownload size={15} aria-hidden />} onClick={exporting.open}>
              Export
            </Button>
          )}
        </>
      }
    >
      <AuditFilters />
      {events.isError && <ProblemView error={events.error} onRetry={reload} />}
      {!events.isError && (
        <Panel flush>
          {rows === undefined && <RowsSkeleton rows={10} />}
          {isNone && <NothingFound isFiltered={Object.keys(filter).length > 0} />}
          {rows !== undefined && !isNone && <EventList events={rows} query={events} onOpen={setShown} />}
        </Panel>
      )}
      <EventDrawer />
      <LedgerCheckDialog opened={isChecking} onClose={checking.close} />
      <ExportDialog opened={isExporting} onClose={exporting.close} filter={filter} />
    </Page>
  );
}

/** The filter of the address. What is relative to now moves on with the minute, not with each drawing. */
function useFilter(params: URLSearchParams) {
  const minute = Math.floor(useNow().getTime() / MINUTE_MS);
  const isRelative = params.has('since');
  const said = params.toString();
  return useMemo(
    () => filterOf(new URLSearchParams(said), new Date(isRelative ? minute * MINUTE_MS : 0)),
    [said, isRelative, minute],
  );
}

function NothingFound({ isFiltered }: { isFiltered: boolean }) {
  const [, setParams] = useSearchParams();
  if (!isFiltered) {
    return (
      <Empty icon={<IconListSearch size={22} />} title="The ledger is empty">
        What agents do on enrolled machines appears here within a second; so does what administrators do.
      </Empty>
    );
  }
  return (
    <Empty
      icon={<IconListSearch size={22} />}
      title="Nothing matches"
      action={
        <Button variant="default" onClick={() => setParams({})}>
          Clear all filters
        </Button>
      }
    >
      No event fits every filter. Loosen one, or look at a longer time.
    </Empty>
  );
}
