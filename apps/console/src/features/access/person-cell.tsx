import { Avatar, Group, Text } from '@mantine/core';
import { initialsOf } from '../../ui/text.js';

interface PersonCellProps {
  person: { readonly name: string; readonly email: string };
  isSelf?: boolean;
}

/** A person in a table: as people know her, and as she signs in. */
export const PersonCell = ({ person: { name, email }, isSelf = false }: PersonCellProps) => (
  <Group gap="sm" wrap="nowrap">
    <Avatar size={30} radius="xl" color="azure" aria-hidden>
      {initialsOf(name)}
    </Avatar>
    <div>
      {name}
      {isSelf && (
        <Text span size="xs" c="dimmed">
          {' '}
          (you)
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {email}
      </Text>
    </div>
  </Group>
);
