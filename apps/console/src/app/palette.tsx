import '@mantine/spotlight/styles.layer.css';
import { useMantineColorScheme } from '@mantine/core';
import { Spotlight, spotlight, type SpotlightActionData, type SpotlightActionGroupData } from '@mantine/spotlight';
import {
  IconBuilding,
  IconDeviceDesktop,
  IconDeviceLaptop,
  IconKeyboard,
  IconListSearch,
  IconMoon,
  IconSearch,
  IconSun,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { DESTINATIONS } from './navigation.js';
import { useMay, useSession, useSwitchOrg } from './session.js';

/** The command palette: every page, search in fleet and audit, organisations, the colour scheme. Opens anew with each call. */
export function Palette({ calls, onHelp }: { calls: number; onHelp: () => void }) {
  const [query, setQuery] = useState('');
  const groups = [usePages(), useOrgs(), useScreen(onHelp), ...useSearches(query)].filter(
    ({ actions }) => actions.length > 0,
  );
  useEffect(() => {
    spotlight.open();
  }, [calls]);
  return (
    <Spotlight
      actions={groups}
      query={query}
      onQueryChange={setQuery}
      shortcut={null}
      scrollable
      maxHeight={420}
      nothingFound="Nothing matches"
      searchProps={{
        leftSection: <IconSearch size={18} aria-hidden />,
        placeholder: 'Search or jump to',
        'aria-label': 'Search or jump to',
      }}
    />
  );
}

function usePages(): SpotlightActionGroupData {
  const navigate = useNavigate();
  const may = useMay();
  const actions = DESTINATIONS.filter(({ needs }) => may(needs)).map(
    ({ to, title, icon: Icon, words }): SpotlightActionData => ({
      id: `page:${to}`,
      label: title,
      keywords: [...words],
      leftSection: <Icon size={18} stroke={1.7} aria-hidden />,
      onClick: () => void navigate(to),
    }),
  );
  return { group: 'Pages', actions };
}

function useSearches(query: string): SpotlightActionGroupData[] {
  const navigate = useNavigate();
  const may = useMay();
  const words = query.trim();
  if (words === '') return [];
  const inPlaces = [
    {
      needs: 'audit:read',
      label: `Find “${words}” in the audit log`,
      to: `/audit?q=${encodeURIComponent(words)}`,
      icon: IconListSearch,
    },
    {
      needs: 'machine:read',
      label: `Find machines like “${words}”`,
      to: `/fleet?q=${encodeURIComponent(words)}`,
      icon: IconDeviceLaptop,
    },
  ];
  const actions = inPlaces
    .filter(({ needs }) => may(needs))
    .map(({ label, to, icon: Icon }): SpotlightActionData => ({
      id: to,
      label,
      keywords: [words],
      leftSection: <Icon size={18} aria-hidden />,
      onClick: () => void navigate(to),
    }));
  return [{ group: 'Search', actions }];
}

function useOrgs(): SpotlightActionGroupData {
  const { org, orgs } = useSession();
  const switchOrg = useSwitchOrg();
  const others = orgs.filter(({ id }) => id !== org.id);
  const actions = others.map(({ id, name }): SpotlightActionData => ({
    id: `org:${id}`,
    label: `Switch to ${name}`,
    keywords: ['organisation', 'org'],
    leftSection: <IconBuilding size={18} aria-hidden />,
    onClick: () => switchOrg.mutate(id),
  }));
  return { group: 'Organisations', actions };
}

function useScreen(onHelp: () => void): SpotlightActionGroupData {
  const { setColorScheme } = useMantineColorScheme();
  const schemes = [
    { scheme: 'light', label: 'Light colours', icon: IconSun },
    { scheme: 'dark', label: 'Dark colours', icon: IconMoon },
    { scheme: 'auto', label: 'Colours of the system', icon: IconDeviceDesktop },
  ] as const;
  return {
    group: 'Screen',
    actions: [
      ...schemes.map(({ scheme, label, icon: Icon }) => ({
        id: `scheme:${scheme}`,
        label,
        keywords: ['theme', 'colour', 'color'],
        leftSection: <Icon size={18} aria-hidden />,
        onClick: () => setColorScheme(scheme),
      })),
      { id: 'help', label: 'Keyboard shortcuts', leftSection: <IconKeyboard size={18} aria-hidden />, onClick: onHelp },
    ],
  };
}
