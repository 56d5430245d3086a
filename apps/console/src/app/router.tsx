import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { NotFound } from './not-found.js';
import { ofOneThing } from './of-one-thing.js';
import { RouteFault } from './route-fault.js';
import { Shell } from './shell.js';

/** A page at its address, loaded when it is entered. */
const at = (path: string, load: () => Promise<ComponentType>): RouteObject => ({ path, lazy: lazily(load) });
const lazily = (load: () => Promise<ComponentType>) => async () => ({ Component: await load() });
/** The page of one thing, by its id. */
const of = (path: string, load: () => Promise<ComponentType>): RouteObject =>
  at(path, async () => ofOneThing(await load()));

/** Every address of the console. */
const pages: RouteObject[] = [
  {
    index: true,
    lazy: lazily(async () => (await import('../features/audit/overview-page.js')).OverviewPage),
  },
  at('policy', async () => (await import('../features/policies/policy-page.js')).PolicyPage),
  of('policy/for/:kind/:id', async () => (await import('../features/policies/layer-page.js')).LayerPage),
  at('policy/applied', async () => (await import('../features/policies/applied-page.js')).AppliedPage),
  at('policy/waivers', async () => (await import('../features/policies/waivers-page.js')).WaiversPage),
  at('policy/drafts', async () => (await import('../features/policies/drafts-page.js')).DraftsPage),
  of('policy/drafts/:id', async () => (await import('../features/policies/draft-page.js')).DraftPage),
  at('policy/shadow', async () => (await import('../features/policies/shadow-page.js')).ShadowPage),
  at('policy/versions', async () => (await import('../features/policies/versions-page.js')).VersionsPage),
  at('policy/compare', async () => (await import('../features/policies/compare-page.js')).ComparePage),
  at('policy/simulator', async () => (await import('../features/policies/simulator-page.js')).SimulatorPage),
  at('policy/replay', async () => (await import('../features/policies/replay-page.js')).ReplayPage),
  at('fleet', async () => (await import('../features/fleet/machines-page.js')).MachinesPage),
  at('fleet/enrolment', async () => (await import('../features/fleet/enrolment-page.js')).EnrolmentPage),
  of('fleet/:id', async () => (await import('../features/fleet/machine-page.js')).MachinePage),
  at('audit', async () => (await import('../features/audit/audit-page.js')).AuditPage),
  at('audit/sessions', async () => (await import('../features/audit/sessions-page.js')).SessionsPage),
  of('audit/sessions/:id', async () => (await import('../features/audit/session-page.js')).SessionPage),
  at('members', async () => (await import('../features/access/members-page.js')).MembersPage),
  at('members/teams', async () => (await import('../features/access/teams-page.js')).TeamsPage),
  of('members/teams/:id', async () => (await import('../features/access/team-page.js')).TeamPage),
  at('members/elevations', async () => (await import('../features/access/elevations-page.js')).ElevationsPage),
  at('members/sessions', async () => (await import('../features/access/sessions-page.js')).MemberSessionsPage),
  at('members/groups', async () => (await import('../features/access/groups-page.js')).GroupsPage),
  of('members/groups/:id', async () => (await import('../features/access/group-page.js')).GroupPage),
  at('projects', async () => (await import('../features/tenancy/projects-page.js')).ProjectsPage),
  at('reviews', async () => (await import('../features/access/review-inbox-page.js')).ReviewInboxPage),
  at('reviews/all', async () => (await import('../features/access/reviews-page.js')).ReviewsPage),
  of('reviews/:id', async () => (await import('../features/access/review-page.js')).ReviewPage),
  at('roles', async () => (await import('../features/access/roles-page.js')).RolesPage),
  at('directories', async () => (await import('../features/provisioning/directories-page.js')).DirectoriesPage),
  of(
    'directories/:id',
    async () => (await import('../features/provisioning/directory-users-page.js')).DirectoryUsersPage,
  ),
  of(
    'directories/:id/groups',
    async () => (await import('../features/provisioning/directory-groups-page.js')).DirectoryGroupsPage,
  ),
  of(
    'directories/:id/log',
    async () => (await import('../features/provisioning/directory-log-page.js')).DirectoryLogPage,
  ),
  at('service-accounts', async () => (await import('../features/access/service-accounts-page.js')).ServiceAccountsPage),
  at('service-accounts/trust', async () => (await import('../features/access/trust-rules-page.js')).TrustRulesPage),
  at('keys', async () => (await import('../features/keys/keys-page.js')).KeysPage),
  at('jobs', async () => (await import('../features/jobs/dead-letters-page.js')).DeadLettersPage),
  at('settings', async () => (await import('../features/tenancy/settings-page.js')).SettingsPage),
  at('single-sign-on', async () => (await import('../features/federation/connections-page.js')).ConnectionsPage),
  at(
    'single-sign-on/new',
    async () => (await import('../features/federation/new-connection-page.js')).NewConnectionPage,
  ),
  at('single-sign-on/domains', async () => (await import('../features/federation/domains-page.js')).DomainsPage),
  at(
    'single-sign-on/policy',
    async () => (await import('../features/federation/sign-in-policy-page.js')).SignInPolicyPage,
  ),
  at('single-sign-on/links', async () => (await import('../features/federation/setup-links-page.js')).SetupLinksPage),
  of('single-sign-on/:id', async () => (await import('../features/federation/connection-page.js')).ConnectionPage),
  at('account', async () => (await import('../features/identity/profile-page.js')).ProfilePage),
  { path: '*', Component: NotFound },
];

export const router = createBrowserRouter([
  {
    errorElement: <RouteFault />,
    hydrateFallbackElement: <></>,
    children: [
      at('/setup', async () => (await import('../features/identity/setup-page.js')).SetupPage),
      at('/login', async () => (await import('../features/identity/login-page.js')).LoginPage),
      at('/device', async () => (await import('../features/identity/device-page.js')).DevicePage),
      at('/proved', async () => (await import('../features/identity/proved-page.js')).ProvedPage),
      at(
        '/connection-setup',
        async () => (await import('../features/federation/connection-setup-page.js')).ConnectionSetupPage,
      ),
      at(
        '/connection-test',
        async () => (await import('../features/federation/connection-test-page.js')).ConnectionTestPage,
      ),
      { path: '/', element: <Shell />, children: [{ errorElement: <RouteFault inShell />, children: pages }] },
    ],
  },
]);
