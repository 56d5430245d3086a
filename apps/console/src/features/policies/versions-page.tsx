import { Anchor, Badge, Button, Group, Table, Text } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import type { PolicyVersionSummary } from '../../api/wire.js';
import { useMayIn } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { MoreButton } from '../../ui/more-button.js';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { Empty, ProblemView, RowsSkeleton } from '../../ui/states.js';
import { toastDone } from '../../ui/toast.js';
import { BringBackAsDraft } from './draft-instead-dialogs.js';
import { reviewRuleQuery } from './draft-queries.js';
import { PolicyNav } from './policy-nav.js';
import { usePolicyVersions, useRollback } from './policy-queries.js';

export function VersionsPage() {
  const versions = usePolicyVersions();
  const rule = useQuery(reviewRuleQuery);
  const [target, setTarget] = useState<PolicyVersionSummary | null>(null);
  return (
    <Page title="Policy" lead="Every version that was ever in force, who published it, and why.">
      <PolicyNav />
      {versions.isError && <ProblemView error={versions.error} onRetry={() => void versions.refetch()} />}
      {!versions.isError && (
        <Panel flush>
          {versions.isPending && <RowsSkeleton />}
          {versions.items?.length === 0 && (
            <Empty
              icon={<IconFileText size={22} />}
              title="Nothing is published yet"
              action={
                <Button component={Link} to="/policy">
                  Open the editor
                </Button>
              }
            >
              Each publication becomes a version here. None is ever changed or removed.
            </Empty>
          )}
          {versions.items !== undefined && versions.items.length > 0 && (
            <VersionTable versions={versions.items} onRollback={setTarget} />
          )}
          <MoreButton query={versions} />
        </Panel>
      )}
      {target !== null && rule.data?.required === true && (
        <BringBackAsDraft scope={null} version={target.version} onClose={() => setTarget(null)} />
      )}
      {target !== null && rule.data?.required !== true && (
        <RollbackDialog version={target} onClose={() => setTarget(null)} />
      )}
    </Page>
  );
}

function VersionTable({
  versions,
  onRollback,
}: {
  versions: readonly PolicyVersionSummary[];
  onRollback: (version: PolicyVersionSummary) => void;
}) {
  const may = useMayIn(null);
  return (
    <Table miw={720}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Version</Table.Th>
          <Table.Th>Reason</Table.Th>
          <Table.Th>Author</Table.Th>
          <Table.Th>Published</Table.Th>
          <ActionsHead />
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {versions.map((version, index) => (
          <Table.Tr key={version.version}>
            <Table.Td>
              <Group gap={8} wrap="nowrap">
                <Text span inherit fw={600} className="numbers">
                  {version.version}
                </Text>
                {index === 0 && (
                  <Badge variant="light" color="vert" tt="none" fw={560}>
                    in force
                  </Badge>
                )}
              </Group>
            </Table.Td>
            <Table.Td maw={380}>
              {version.reason}
              {version.rollbackOf !== null && (
                <Text size="xs" c="dimmed">
                  the text of version {version.rollbackOf} again
                </Text>
              )}
            </Table.Td>
            <Table.Td>{version.author.label}</Table.Td>
            <Table.Td>
              <Ago at={version.publishedAt} />
            </Table.Td>
            <Table.Td>
              <Group gap={8} justify="flex-end" wrap="nowrap">
                <Anchor
                  component={Link}
                  size="sm"
                  to={
                    version.version === 1
                      ? '/policy/compare?to=1'
                      : `/policy/compare?from=${String(version.version - 1)}&to=${String(version.version)}`
                  }
                  aria-label={`What version ${String(version.version)} changed`}
                >
                  Changes
                </Anchor>
                {index > 0 && may('policy:publish') && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => onRollback(version)}
                    aria-label={`Roll back to version ${String(version.version)}`}
                  >
                    Roll back
                  </Button>
                )}
              </Group>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function RollbackDialog({ version, onClose }: { version: PolicyVersionSummary; onClose: () => void }) {
  const rollback = useRollback();
  return (
    <ReasonDialog
      opened
      onClose={onClose}
      title={`Roll back to version ${String(version.version)}?`}
      act="Roll back"
      pending={rollback.isPending}
      error={rollback.error}
      onConfirm={(reason) =>
        rollback.mutate(
          { number: version.version, reason },
          {
            onSuccess: (published) => {
              onClose();
              toastDone(
                `Version ${String(published.version)} is in force, with the text of version ${String(version.version)}.`,
              );
            },
          },
        )
      }
    >
      Its text is published again as a new version, and pushed to all machines. Nothing is removed.
    </ReasonDialog>
  );
}
