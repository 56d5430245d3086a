import { Kbd, Table } from '@mantine/core';
import { Dialog } from '../ui/dialog.js';
import { modKey } from '../ui/platform.js';
import { DESTINATIONS } from './navigation.js';

export function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const rows: [string[], string][] = [
    [[modKey(), 'K'], 'Search or jump to anything'],
    [['/'], 'Filter the page'],
    [['?'], 'This list'],
    ...DESTINATIONS.flatMap(({ key, title }): [string[], string][] =>
      key === undefined ? [] : [[['g', key], `Go to ${title}`]],
    ),
  ];
  return (
    <Dialog opened={opened} onClose={onClose} title="Keyboard shortcuts" size="sm">
      <Table verticalSpacing={6} withRowBorders={false}>
        <Table.Tbody>
          {rows.map(([keys, what]) => (
            <Table.Tr key={what}>
              <Table.Td w={110}>
                {keys.map((key) => (
                  <Kbd key={key} size="sm" mr={4}>
                    {key}
                  </Kbd>
                ))}
              </Table.Td>
              <Table.Td>{what}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Dialog>
  );
}
