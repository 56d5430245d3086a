import { Table, VisuallyHidden } from '@mantine/core';

/** The head of a column of buttons: nothing to see, something to hear. */
export function ActionsHead() {
  return (
    <Table.Th>
      <VisuallyHidden>Actions</VisuallyHidden>
    </Table.Th>
  );
}
