import { Anchor, Button, Stack, Text } from '@mantine/core';
import { IconUserPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { AddPeopleDialog } from './add-people-dialog.js';
import { RemoveGatheringDialog } from './remove-gathering-dialog.js';
import { TeamDialog } from './team-dialog.js';
import { TeamMemberTable } from './team-member-table.js';
import { type Team, teamMembers, teamQuery, TEAMS } from './team-queries.js';

type Act = 'add' | 'change' | 'remove';

export function TeamPage() {
  const { id = '' } = useParams();
  const may = useMay();
  const team = useQuery(teamQuery(id));
  const [act, setAct] = useState<Act | null>(null);
  const close = () => setAct(null);
  return (
    <Page
      title={team.data?.name ?? 'Team'}
      lead={
        <>
          <Anchor component={Link} to="/members/teams" size="sm">
            Teams
          </Anchor>
          {team.data !== undefined && team.data.description !== '' && <Text>{team.data.description}</Text>}
        </>
      }
      actions={
        may('team:manage') &&
        team.data !== undefined && (
          <>
            <Button variant="default" onClick={() => setAct('change')}>
              Change
            </Button>
            <Button variant="default" c="var(--c-reject-ink)" onClick={() => setAct('remove')}>
              Remove
            </Button>
            <Button leftSection={<IconUserPlus size={16} aria-hidden />} onClick={() => setAct('add')}>
              Add people
            </Button>
          </>
        )
      }
    >
      {team.isError && <ProblemView error={team.error} onRetry={() => void team.refetch()} />}
      {team.isPending && <RowsSkeleton />}
      {team.data !== undefined && <People team={team.data} onAdd={() => setAct('add')} />}
      {team.data !== undefined && act === 'add' && (
        <AddPeopleDialog
          name={team.data.name}
          stale={TEAMS}
          add={(people) => told(api.POST('/api/v1/teams/{id}/members', { params: { path: { id } }, body: { people } }))}
          onClose={close}
        />
      )}
      {team.data !== undefined && act === 'change' && <TeamDialog team={team.data} onClose={close} />}
      {team.data !== undefined && act === 'remove' && (
        <RemoveGatheringDialog
          name={team.data.name}
          remove={() => told(api.DELETE('/api/v1/teams/{id}', { params: { path: { id } } }))}
          list="/members/teams"
          stale={TEAMS}
          onClose={close}
        >
          Its people stay in the organisation, and their machines obey what is left without the team’s policy.
        </RemoveGatheringDialog>
      )}
    </Page>
  );
}

function People({ team, onAdd }: { team: Team; onAdd: () => void }) {
  const may = useMay();
  const members = usePages([...TEAMS, team.id, 'members'], (cursor) => teamMembers(team.id, cursor));
  return (
    <Stack>
      {members.isError && <ProblemView error={members.error} onRetry={() => void members.refetch()} />}
      {!members.isError && (
        <Panel flush>
          {members.isPending && <RowsSkeleton />}
          {members.items?.length === 0 && (
            <Empty
              icon={<IconUserPlus size={22} />}
              title="Nobody is in this team"
              action={may('team:manage') && <Button onClick={onAdd}>Add people</Button>}
            >
              What is published for a team governs the machines of its people, within a second of their joining it.
            </Empty>
          )}
          {members.items !== undefined && members.items.length > 0 && (
            <TeamMemberTable team={team} members={members.items} />
          )}
          <MoreButton query={members} />
        </Panel>
      )}
    </Stack>
  );
}
