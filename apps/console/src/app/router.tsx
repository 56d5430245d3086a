import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { RouteFault } from './route-fault.js';
import { Shell } from './shell.js';

type Lazy = () => Promise<{ Component: ComponentType }>;
const page =
  <M,>(load: () => Promise<M>, pick: (module: M) => ComponentType): Lazy =>
  async () => ({ Component: pick(await load()) });
const at = (path: string, lazy: Lazy): RouteObject => ({ path, lazy });

/** Every address of the console. Pages are loaded when they are entered. */
const pages: RouteObject[] = [
  {
    index: true,
    lazy: page(
      () => import('../features/audit/overview-page.js'),
      (m) => m.OverviewPage,
    ),
  },
  at(
    'policy',
    page(
      () => import('../features/policies/policy-page.js'),
      (m) => m.PolicyPage,
    ),
  ),
  at(
    'policy/versions',
    page(
      () => import('../features/policies/versions-page.js'),
      (m) => m.VersionsPage,
    ),
  ),
  at(
    'policy/compare',
    page(
      () => import('../features/policies/compare-page.js'),
      (m) => m.ComparePage,
    ),
  ),
  at(
    'policy/simulator',
    page(
      () => import('../features/policies/simulator-page.js'),
      (m) => m.SimulatorPage,
    ),
  ),
  at(
    'policy/replay',
    page(
      () => import('../features/policies/replay-page.js'),
      (m) => m.ReplayPage,
    ),
  ),
  at(
    'fleet',
    page(
      () => import('../features/fleet/machines-page.js'),
      (m) => m.MachinesPage,
    ),
  ),
  at(
    'fleet/enrolment',
    page(
      () => import('../features/fleet/enrolment-page.js'),
      (m) => m.EnrolmentPage,
    ),
  ),
  at(
    'fleet/:id',
    page(
      () => import('../features/fleet/machine-page.js'),
      (m) => m.MachinePage,
    ),
  ),
  at(
    'audit',
    page(
      () => import('../features/audit/audit-page.js'),
      (m) => m.AuditPage,
    ),
  ),
  at(
    'audit/sessions',
    page(
      () => import('../features/audit/sessions-page.js'),
      (m) => m.SessionsPage,
    ),
  ),
  at(
    'audit/sessions/:id',
    page(
      () => import('../features/audit/session-page.js'),
      (m) => m.SessionPage,
    ),
  ),
  at(
    'members',
    page(
      () => import('../features/access/members-page.js'),
      (m) => m.MembersPage,
    ),
  ),
  at(
    'members/teams',
    page(
      () => import('../features/access/teams-page.js'),
      (m) => m.TeamsPage,
    ),
  ),
  at(
    'members/teams/:id',
    page(
      () => import('../features/access/team-page.js'),
      (m) => m.TeamPage,
    ),
  ),
  at(
    'members/elevations',
    page(
      () => import('../features/access/elevations-page.js'),
      (m) => m.ElevationsPage,
    ),
  ),
  at(
    'members/sessions',
    page(
      () => import('../features/access/sessions-page.js'),
      (m) => m.MemberSessionsPage,
    ),
  ),
  at(
    'members/groups',
    page(
      () => import('../features/access/groups-page.js'),
      (m) => m.GroupsPage,
    ),
  ),
  at(
    'members/groups/:id',
    page(
      () => import('../features/access/group-page.js'),
      (m) => m.GroupPage,
    ),
  ),
  at(
    'projects',
    page(
      () => import('../features/tenancy/projects-page.js'),
      (m) => m.ProjectsPage,
    ),
  ),
  at(
    'reviews',
    page(
      () => import('../features/access/review-inbox-page.js'),
      (m) => m.ReviewInboxPage,
    ),
  ),
  at(
    'reviews/all',
    page(
      () => import('../features/access/reviews-page.js'),
      (m) => m.ReviewsPage,
    ),
  ),
  at(
    'reviews/:id',
    page(
      () => import('../features/access/review-page.js'),
      (m) => m.ReviewPage,
    ),
  ),
  at(
    'roles',
    page(
      () => import('../features/access/roles-page.js'),
      (m) => m.RolesPage,
    ),
  ),
  at(
    'directories',
    page(
      () => import('../features/provisioning/directories-page.js'),
      (m) => m.DirectoriesPage,
    ),
  ),
  at(
    'directories/:id',
    page(
      () => import('../features/provisioning/directory-users-page.js'),
      (m) => m.DirectoryUsersPage,
    ),
  ),
  at(
    'directories/:id/groups',
    page(
      () => import('../features/provisioning/directory-groups-page.js'),
      (m) => m.DirectoryGroupsPage,
    ),
  ),
  at(
    'directories/:id/log',
    page(
      () => import('../features/provisioning/directory-log-page.js'),
      (m) => m.DirectoryLogPage,
    ),
  ),
  at(
    'service-accounts',
    page(
      () => import('../features/access/service-accounts-page.js'),
      (m) => m.ServiceAccountsPage,
    ),
  ),
  at(
    'service-accounts/trust',
    page(
      () => import('../features/access/trust-rules-page.js'),
      (m) => m.TrustRulesPage,
    ),
  ),
  at(
    'keys',
    page(
      () => import('../features/keys/keys-page.js'),
      (m) => m.KeysPage,
    ),
  ),
  at(
    'jobs',
    page(
      () => import('../features/jobs/dead-letters-page.js'),
      (m) => m.DeadLettersPage,
    ),
  ),
  at(
    'settings',
    page(
      () => import('../features/tenancy/settings-page.js'),
      (m) => m.SettingsPage,
    ),
  ),
  at(
    'single-sign-on',
    page(
      () => import('../features/federation/connections-page.js'),
      (m) => m.ConnectionsPage,
    ),
  ),
  at(
    'single-sign-on/new',
    page(
      () => import('../features/federation/new-connection-page.js'),
      (m) => m.NewConnectionPage,
    ),
  ),
  at(
    'single-sign-on/domains',
    page(
      () => import('../features/federation/domains-page.js'),
      (m) => m.DomainsPage,
    ),
  ),
  at(
    'single-sign-on/policy',
    page(
      () => import('../features/federation/sign-in-policy-page.js'),
      (m) => m.SignInPolicyPage,
    ),
  ),
  at(
    'single-sign-on/links',
    page(
      () => import('../features/federation/setup-links-page.js'),
      (m) => m.SetupLinksPage,
    ),
  ),
  at(
    'single-sign-on/:id',
    page(
      () => import('../features/federation/connection-page.js'),
      (m) => m.ConnectionPage,
    ),
  ),
  at(
    'account',
    page(
      () => import('../features/identity/profile-page.js'),
      (m) => m.ProfilePage,
    ),
  ),
  at(
    '*',
    page(
      () => import('./not-found.js'),
      (m) => m.NotFound,
    ),
  ),
];

export const router = createBrowserRouter([
  {
    errorElement: <RouteFault />,
    hydrateFallbackElement: <></>,
    children: [
      at(
        '/setup',
        page(
          () => import('../features/identity/setup-page.js'),
          (m) => m.SetupPage,
        ),
      ),
      at(
        '/login',
        page(
          () => import('../features/identity/login-page.js'),
          (m) => m.LoginPage,
        ),
      ),
      at(
        '/device',
        page(
          () => import('../features/identity/device-page.js'),
          (m) => m.DevicePage,
        ),
      ),
      at(
        '/connection-setup',
        page(
          () => import('../features/federation/connection-setup-page.js'),
          (m) => m.ConnectionSetupPage,
        ),
      ),
      at(
        '/connection-test',
        page(
          () => import('../features/federation/connection-test-page.js'),
          (m) => m.ConnectionTestPage,
        ),
      ),
      { path: '/', element: <Shell />, children: [{ errorElement: <RouteFault inShell />, children: pages }] },
    ],
  },
]);
