import { Badge, Stack, Table, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { TrustRule } from './trust-rule-queries.js';
import { claimsIn, tryClaims } from './trust-tester.js';
import { Dialog } from '../../ui/dialog.js';

/** Says which condition a token would fail. It is decoded here, in the browser, and sent nowhere. */
export function TrustTesterDialog({ rule, onClose }: { rule: TrustRule; onClose: () => void }) {
  const [text, setText] = useState('');
  const claims = text.trim() === '' ? null : claimsIn(text);
  const checks = claims === null ? [] : tryClaims(claims, rule, new Date());
  const failed = checks.filter(({ passed }) => !passed).length;
  return (
    <Dialog opened onClose={onClose} title={`Try a token with ${rule.name}`} size="lg">
      <Stack>
        <Textarea
          label="Token, or its claims as JSON"
          description="It is decoded in this browser and sent nowhere. Its signature is checked only in a real exchange."
          data-autofocus
          autosize
          minRows={4}
          maxRows={10}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          error={text.trim() !== '' && claims === null ? 'This is neither a JWT nor a JSON object.' : null}
        />
        {claims !== null && (
          <>
            <Text size="sm" role="status">
              {failed === 0
                ? 'It would be let in, if the issuer signed it.'
                : `It would be refused: ${failed} of ${checks.length} checks fail.`}
            </Text>
            <Table aria-label="What was asked of the token">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Claim</Table.Th>
                  <Table.Th>Verdict</Table.Th>
                  <Table.Th>Found</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {checks.map(({ what, passed, detail }, at) => (
                  <Table.Tr key={`${what} ${String(at)}`}>
                    <Table.Td>{what}</Table.Td>
                    <Table.Td>
                      <Badge variant="light" color={passed ? 'vert' : 'gules'} tt="none" fw={560}>
                        {passed ? 'Met' : 'Not met'}
                      </Badge>
                    </Table.Td>
                    <Table.Td>{detail}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </>
        )}
      </Stack>
    </Dialog>
  );
}
