import {
  type Icon,
  IconActivity,
  IconAddressBook,
  IconBuildingCastle,
  IconClipboardCheck,
  IconDevices,
  IconFileText,
  IconGitBranch,
  IconKey,
  IconLayoutDashboard,
  IconListSearch,
  IconLogin2,
  IconMailX,
  IconRobot,
  IconShieldCog,
  IconUsers,
} from '@tabler/icons-react';

export interface Destination {
  readonly to: string;
  readonly title: string;
  readonly icon: Icon;
  /** Without this permission the destination is not offered. */
  readonly needs: string;
  /** Second key after `g`. */
  readonly key?: string;
  readonly words: readonly string[];
}
export interface NavigationGroup {
  readonly title: string;
  readonly items: readonly Destination[];
}

/** The console's map: two rivers, and the ground they flow over. */
export const NAVIGATION: readonly NavigationGroup[] = [
  {
    title: 'Govern',
    items: [
      {
        to: '/',
        title: 'Overview',
        icon: IconLayoutDashboard,
        needs: 'org:read',
        key: 'o',
        words: ['home', 'dashboard'],
      },
      {
        to: '/policy',
        title: 'Policy',
        icon: IconFileText,
        needs: 'policy:read',
        key: 'p',
        words: [
          'rules',
          'drafts',
          'review',
          'approval',
          'shadow',
          'simulator',
          'replay',
          'publish',
          'yaml',
          'layers',
          'teams',
          'waivers',
          'exceptions',
          'what applies',
        ],
      },
      {
        to: '/fleet',
        title: 'Fleet',
        icon: IconDevices,
        needs: 'machine:read',
        key: 'f',
        words: ['machines', 'enrol', 'tokens'],
      },
      {
        to: '/projects',
        title: 'Projects',
        icon: IconGitBranch,
        needs: 'project:read',
        words: ['git', 'remotes', 'repositories'],
      },
    ],
  },
  {
    title: 'Evidence',
    items: [
      {
        to: '/audit',
        title: 'Audit',
        icon: IconListSearch,
        needs: 'audit:read',
        key: 'a',
        words: ['log', 'events', 'export', 'ledger'],
      },
      {
        to: '/audit/sessions',
        title: 'Sessions',
        icon: IconActivity,
        needs: 'audit:read',
        key: 's',
        words: ['timeline', 'agent'],
      },
    ],
  },
  {
    title: 'Organisation',
    items: [
      {
        to: '/members',
        title: 'Members',
        icon: IconUsers,
        needs: 'member:read',
        key: 'm',
        words: ['people', 'invite', 'users'],
      },
      {
        to: '/reviews',
        title: 'Access reviews',
        icon: IconClipboardCheck,
        needs: 'org:read',
        words: ['campaign', 'recertification', 'inbox'],
      },
      { to: '/roles', title: 'Roles', icon: IconShieldCog, needs: 'role:read', words: ['permissions', 'access'] },
      {
        to: '/single-sign-on',
        title: 'Single sign-on',
        icon: IconLogin2,
        needs: 'connection:read',
        words: ['sso', 'saml', 'oidc', 'okta', 'entra', 'google', 'domains', 'sign-in policy', 'identity provider'],
      },
      {
        to: '/directories',
        title: 'Directories',
        icon: IconAddressBook,
        needs: 'directory:read',
        words: ['scim', 'provisioning', 'okta', 'entra', 'groups', 'identity provider'],
      },
      {
        to: '/service-accounts',
        title: 'Service accounts',
        icon: IconRobot,
        needs: 'service_account:read',
        words: ['tokens', 'api keys', 'automation', 'ci', 'trust rules', 'workload identity', 'github', 'gitlab'],
      },
      { to: '/keys', title: 'Keys', icon: IconKey, needs: 'key:read', key: 'k', words: ['encryption', 'rotation'] },
      {
        to: '/jobs',
        title: 'Dead letters',
        icon: IconMailX,
        needs: 'job:read',
        words: ['jobs', 'retry', 'failed', 'queue'],
      },
      {
        to: '/settings',
        title: 'Settings',
        icon: IconBuildingCastle,
        needs: 'org:read',
        words: ['organisation', 'name'],
      },
    ],
  },
];

export const DESTINATIONS: readonly Destination[] = NAVIGATION.flatMap((group) => group.items);
