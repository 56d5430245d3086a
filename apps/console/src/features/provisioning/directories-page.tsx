import { Button, Stack } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconAddressBook, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { CreateDirectoryDialog } from './create-directory-dialog.js';
import { directoriesQuery } from './directory-queries.js';
import { DirectoryPanel } from './directory-panel.js';

/** The identity providers that say by SCIM who belongs to the org. */
export function DirectoriesPage() {
  const may = useMay();
  const directories = useQuery(directoriesQuery);
  const [isCreating, creation] = useDisclosure(false);
  const create = may('directory:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={creation.open}>
      New directory
    </Button>
  );
  return (
    <Page
      title="Directories"
      lead="Your identity provider says by SCIM who belongs to this organisation, and in which groups."
      actions={(directories.data?.items.length ?? 0) > 0 && create}
    >
      {directories.isError && <ProblemView error={directories.error} onRetry={() => void directories.refetch()} />}
      {directories.isPending && (
        <Panel flush>
          <RowsSkeleton />
        </Panel>
      )}
      {directories.data?.items.length === 0 && (
        <Panel>
          <Empty icon={<IconAddressBook size={22} />} title="No directory" action={create}>
            Connect Okta, Entra ID or any other provider that speaks SCIM 2.0. Whoever is deactivated there loses
            sessions and machines here within a second, and groups come along, so that you can give roles to them.
          </Empty>
        </Panel>
      )}
      <Stack>
        {directories.data?.items.map((directory) => (
          <DirectoryPanel key={directory.id} directory={directory} />
        ))}
      </Stack>
      <CreateDirectoryDialog opened={isCreating} onClose={creation.close} />
    </Page>
  );
}
