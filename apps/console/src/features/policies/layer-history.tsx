import { Badge, Button, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useMayIn } from '../../app/session.js';
import { ActionsHead } from '../../ui/actions-head.js';
import { Ago } from '../../ui/ago.js';
import { Panel } from '../../ui/panel.js';
import { ReasonDialog } from '../../ui/reason-dialog.js';
import { toastDone } from '../../ui/toast.js';
import { BringBackAsDraft } from './draft-instead-dialogs.js';
import { reviewRuleQuery } from './draft-queries.js';
import { layerVersionsQuery, type LayerScope, teamOf, useLayerActs } from './layer-queries.js';

/** The versions of a layer, newest first; any of them can be brought back. */
export function LayerHistory({ scope, current }: { scope: LayerScope; current: number | null }) {
  const may = useMayIn(teamOf(scope));
  const rule = useQuery(reviewRuleQuery);
  const isReviewed = rule.data?.required === true;
  const mayBringBack = may(isReviewed ? 'policy:draft' : 'policy:publish');
  const versions = useQuery(layerVersionsQuery(scope));
  const [rolling, setRolling] = useState<number | null>(null);
  const { rollBack } = useLayerActs(scope);
  if (versions.data === undefined || versions.data.items.length === 0) return null;
  return (
    <Panel title="Versions" flush>
      <Table miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th>Because</Table.Th>
            <Table.Th>Published</Table.Th>
            <ActionsHead />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {versions.data.items.map(({ version, reason, author, publishedAt }) => (
            <Table.Tr key={version}>
              <Table.Td>
                {version}{' '}
                {version === current && (
                  <Badge variant="light" color="vert" tt="none" fw={560}>
                    In force
                  </Badge>
                )}
              </Table.Td>
              <Table.Td>{reason}</Table.Td>
              <Table.Td>
                <Ago at={publishedAt} />
                <Text size="xs" c="dimmed">
                  {author.label}
                </Text>
              </Table.Td>
              <Table.Td ta="right">
                {mayBringBack && version !== current && (
                  <Button
                    size="compact-xs"
                    variant="default"
                    onClick={() => setRolling(version)}
                    aria-label={`Bring back version ${String(version)}`}
                  >
                    Bring back
                  </Button>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {rolling !== null && isReviewed && (
        <BringBackAsDraft scope={scope} version={rolling} onClose={() => setRolling(null)} />
      )}
      {rolling !== null && !isReviewed && (
        <ReasonDialog
          opened
          onClose={() => setRolling(null)}
          title={`Bring back version ${String(rolling)}?`}
          act="Bring back"
          pending={rollBack.isPending}
          error={rollBack.error}
          onConfirm={(reason) =>
            rollBack.mutate(
              { number: rolling, reason },
              {
                onSuccess: ({ version }) => {
                  setRolling(null);
                  toastDone(`Version ${String(version)} is in force, with the text of version ${String(rolling)}.`);
                },
              },
            )
          }
        >
          Its text is published again as a new version. Nothing is removed.
        </ReasonDialog>
      )}
    </Panel>
  );
}
