import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Page } from '../../ui/page.js';
import { SubNav } from '../../ui/sub-nav.js';
import { directoryQuery } from './directory-queries.js';

/** What the three faces of one directory share. */
export function DirectoryFrame({ id, children }: { id: string; children: ReactNode }) {
  const directory = useQuery(directoryQuery(id));
  const home = `/directories/${id}`;
  return (
    <Page
      title={directory.data?.name ?? 'Directory'}
      lead={
        <Anchor component={Link} to="/directories" size="sm">
          Directories
        </Anchor>
      }
    >
      <SubNav
        label="Directory"
        items={[
          { to: home, title: 'People' },
          { to: `${home}/groups`, title: 'Groups' },
          { to: `${home}/log`, title: 'Provisioning log' },
        ]}
      />
      {children}
    </Page>
  );
}
