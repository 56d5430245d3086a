import { Anchor, Button, Code, Stack, Table, Text } from '@mantine/core';
import { IconGitBranch, IconPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { api, told } from '../../api/client.js';
import { useMay } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { usePages } from '../../ui/pages-query.js';
import { Panel } from '../../ui/panel.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { ProjectDialog } from './project-dialog.js';
import { loadProjects, PROJECTS, type ProjectView } from './project-queries.js';

/** Work that is governed together, wherever it was cloned to. */
export function ProjectsPage() {
  const may = useMay();
  const projects = usePages(PROJECTS, loadProjects);
  const [changing, setChanging] = useState<ProjectView | 'new' | null>(null);
  const [removing, setRemoving] = useState<ProjectView | null>(null);
  const make = may('project:manage') && (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setChanging('new')}>
      New project
    </Button>
  );
  const isEmpty = projects.items?.length === 0;
  return (
    <Page
      title="Projects"
      lead="Work that is governed together, wherever on a machine it was cloned to. A project is known by its git remotes."
      actions={!isEmpty && make}
    >
      {projects.isError && <ProblemView error={projects.error} onRetry={() => void projects.refetch()} />}
      {!projects.isError && (
        <Panel flush>
          {projects.isPending && <RowsSkeleton />}
          {isEmpty && (
            <Empty icon={<IconGitBranch size={22} />} title="No project" action={make}>
              Name the git remotes of what needs rules of its own, as <Code>git remote -v</Code> shows them. However a
              clone writes its remote (https, ssh, git@host:path), it is the same project.
            </Empty>
          )}
          {projects.items !== undefined && !isEmpty && (
            <ProjectTable projects={projects.items} onChange={setChanging} onRemove={setRemoving} />
          )}
          <MoreButton query={projects} />
        </Panel>
      )}
      {changing !== null && (
        <ProjectDialog project={changing === 'new' ? null : changing} onClose={() => setChanging(null)} />
      )}
      {removing !== null && <RemoveDialog project={removing} onClose={() => setRemoving(null)} />}
    </Page>
  );
}

interface ProjectTableProps {
  projects: readonly ProjectView[];
  onChange: (project: ProjectView) => void;
  onRemove: (project: ProjectView) => void;
}

function ProjectTable({ projects, onChange, onRemove }: ProjectTableProps) {
  const may = useMay();
  return (
    <Table miw={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Project</Table.Th>
          <Table.Th>Git remotes</Table.Th>
          <Table.Th>Team</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {projects.map((project) => (
          <Table.Tr key={project.id}>
            <Table.Td>
              {project.name}
              {project.description !== '' && (
                <Text size="xs" c="dimmed">
                  {project.description}
                </Text>
              )}
            </Table.Td>
            <Table.Td>
              <Stack gap={4} align="flex-start">
                {project.remotes.length === 0 && <Text size="sm">none: it governs nothing yet</Text>}
                {project.remotes.map((remote) => (
                  <Code key={remote}>{remote}</Code>
                ))}
              </Stack>
            </Table.Td>
            <Table.Td>
              {project.team === null ? (
                '–'
              ) : (
                <Anchor component={Link} to={`/members/teams/${project.team.id}`} size="sm">
                  {project.team.name}
                </Anchor>
              )}
            </Table.Td>
            <Table.Td ta="right">
              {may('project:manage') && (
                <Button.Group style={{ justifyContent: 'flex-end' }}>
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => onChange(project)}
                    aria-label={`Change ${project.name}`}
                  >
                    Change
                  </Button>
                  <Button
                    size="compact-xs"
                    variant="default"
                    c="var(--c-reject-ink)"
                    onClick={() => onRemove(project)}
                    aria-label={`Remove ${project.name}`}
                  >
                    Remove
                  </Button>
                </Button.Group>
              )}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RemoveDialog({ project, onClose }: { project: ProjectView; onClose: () => void }) {
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: () => told(api.DELETE('/api/v1/projects/{id}', { params: { path: { id: project.id } } })),
    onSuccess: async () => {
      onClose();
      toastDone(`${project.name} is removed.`);
      await queries.invalidateQueries({ queryKey: PROJECTS });
    },
  });
  return (
    <ConfirmDialog
      opened
      onClose={onClose}
      title={`Remove ${project.name}?`}
      act="Remove"
      pending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    >
      Its git remotes are free for another project then.
    </ConfirmDialog>
  );
}
