import { IconClockHour4 } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, told } from '../api/client.js';
import { useRoleTitle } from '../features/access/access-queries.js';
import { clockOf } from '../ui/time.js';
import classes from './offline-banner.module.css';
import { useSession } from './session.js';

/** That one acts with more rights than usual is in sight on every page, with the way back. */
export function ElevationBanner() {
  const queries = useQueryClient();
  const roleTitle = useRoleTitle();
  const [running] = useSession().elevations;
  const end = useMutation({
    mutationFn: (id: string) => told(api.POST('/api/v1/elevations/{id}/end', { params: { path: { id } } })),
    onSettled: () => queries.invalidateQueries(),
  });
  if (running === undefined) return null;
  return (
    <p className={classes.banner}>
      <IconClockHour4 size={16} aria-hidden /> You have the role “{roleTitle(running.role)}” until{' '}
      {clockOf(running.endsAt)}.
      <button type="button" className={classes.act} disabled={end.isPending} onClick={() => end.mutate(running.id)}>
        End it now
      </button>
    </p>
  );
}
