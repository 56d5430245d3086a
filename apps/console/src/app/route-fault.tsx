import { useRouteError } from 'react-router';
import { ProblemView } from '../ui/states.js';

const STALE_BUILD = /dynamically imported module|module script failed|Failed to fetch/i;

/** A page that broke, told plainly. After an update of the server the old page's files are gone: then reloading is the cure. */
export function RouteFault({ inShell = false }: { inShell?: boolean }) {
  const error = useRouteError();
  const isStale = error instanceof Error && STALE_BUILD.test(error.message);
  const shown = isStale ? new Error('Castellan was updated while this page was open. Load it again.') : error;
  return (
    <main
      style={{ padding: inShell ? 32 : '18vh 24px', display: 'grid', placeItems: inShell ? 'start' : 'start center' }}
    >
      <ProblemView error={shown} onRetry={() => location.reload()} />
    </main>
  );
}
