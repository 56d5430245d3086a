import { Anchor, Button, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { count } from '../../ui/text.js';
import { PeopleNav } from './people-nav.js';
import { TeamDialog } from './team-dialog.js';
import { type Team, teamsQuery } from './team-queries.js';

/** The teams of the org, each of which may have a policy of its own. */
export function TeamsPage() {
  const may = useMay();
  const teams = useQuery(teamsQuery);
  const [isMaking, making] = useDisclosure(false);
  const make = may('team:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={making.open}>
      New team
    </Button>
  );
  const isEmpty = teams.data?.items.length === 0;
  return (
    <Page
      title="Members"
      lead="People who are governed together: a team may have a policy of its own, on top of the organisation’s."
      actions={!isEmpty && make}
    >
      <PeopleNav />
      {teams.isError && <ProblemView error={teams.error} onRetry={() => void teams.refetch()} />}
      {!teams.isError && (
        <Panel flush>
          {teams.isPending && <RowsSkeleton />}
          {isEmpty && (
            <Empty icon={<IconUsersGroup size={22} />} title="No team" action={make}>
              Make one for those who need stricter or wider rules than the rest: who may touch money, who runs
              production. A person may be in several.
            </Empty>
          )}
          {teams.data !== undefined && !isEmpty && <TeamTable teams={teams.data.items} />}
        </Panel>
      )}
      {isMaking && <TeamDialog team={null} onClose={making.close} />}
    </Page>
  );
}

const TeamTable = ({ teams }: { teams: readonly Team[] }) => (
  <Table miw={520}>
    <Table.Thead>
      <Table.Tr>
        <Table.Th>Team</Table.Th>
        <Table.Th ta="right">People</Table.Th>
        <Table.Th>Made</Table.Th>
      </Table.Tr>
    </Table.Thead>
    <Table.Tbody>
      {teams.map(({ id, name, description, members, createdAt }) => (
        <Table.Tr key={id}>
          <Table.Td>
            <Anchor component={Link} to={`/members/teams/${id}`} fw={560}>
              {name}
            </Anchor>
            {description !== '' && (
              <Text size="xs" c="dimmed">
                {description}
              </Text>
            )}
          </Table.Td>
          <Table.Td ta="right">{count(members)}</Table.Td>
          <Table.Td>
            <Ago at={createdAt} />
          </Table.Td>
        </Table.Tr>
      ))}
    </Table.Tbody>
  </Table>
);
