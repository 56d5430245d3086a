import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { api, csrfHeader, rememberCsrfToken, told } from '../api/client.js';
import { problemOf } from '../api/problem.js';
import type { Me, OrgView } from '../api/wire.js';
import { queries } from './queries.js';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async () => {
    const me = await told(api.GET('/api/v1/me'));
    rememberCsrfToken(me.csrfToken);
    return me;
  },
  staleTime: 60_000,
});

/** The person at the screen and the org they work in. Only pages below the shell have one. */
export interface Session extends Me {
  readonly org: OrgView;
}
const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is for pages below the shell.');
  return session;
}

export const useMe = () => useQuery(meQuery);

/** Whether the person may do `permission`, in the organisation or in a team of it; pages hide or explain what they may not. The server decides for itself. */
export function useMay(): (permission: string) => boolean {
  const { permissions, inTeams } = useSession();
  return (permission) =>
    permissions.includes(permission) || inTeams.some((held) => held.permissions.includes(permission));
}

/** As useMay, of what belongs to one team, or, where that is null, to the organisation as a whole. */
export function useMayIn(team: string | null): (permission: string) => boolean {
  const { permissions, inTeams } = useSession();
  const here = inTeams.find(({ teamId }) => teamId === team);
  return (permission) => permissions.includes(permission) || here?.permissions.includes(permission) === true;
}

/** Works in another org from now on: everything known of the former one is forgotten. */
export function useSwitchOrg() {
  return useMutation({
    mutationFn: (orgId: string) => told(api.POST('/api/v1/me/org', { body: { orgId } })),
    onSuccess: () => location.assign('/'),
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: async () => {
      const response = await fetch('/auth/logout', {
        method: 'POST',
        credentials: 'same-origin',
        headers: csrfHeader(),
      });
      if (!response.ok) throw await problemOf(response);
    },
    onSuccess: () => {
      queries.clear();
      location.assign('/login?signed-out');
    },
  });
}
