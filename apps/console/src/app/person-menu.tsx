import { Avatar, Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLogout, IconSelector, IconUserCircle } from '@tabler/icons-react';
import { Link } from 'react-router';
import { initialsOf } from '../ui/text.js';
import classes from './person-menu.module.css';
import { useSession, useSignOut } from './session.js';

const SCHEMES = [
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
  { value: 'auto', label: 'System' },
];

export function PersonMenu({ onHelp, onNavigate }: { onHelp: () => void; onNavigate: () => void }) {
  const { person } = useSession();
  const signOut = useSignOut();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Menu position="top-start" width={236} shadow="md">
      <Menu.Target>
        <UnstyledButton className={classes.person} aria-label={`Account of ${person.name}`}>
          <Avatar size={28} radius="xl" color="azure.2" variant="filled" autoContrast aria-hidden>
            {initialsOf(person.name)}
          </Avatar>
          <span className={classes.names}>
            <span className={classes.name}>{person.name}</span>
            <span className={classes.email}>{person.email}</span>
          </span>
          <IconSelector size={15} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          component={Link}
          to="/account"
          leftSection={<IconUserCircle size={16} aria-hidden />}
          onClick={onNavigate}
        >
          Profile and sign-in
        </Menu.Item>
        <Menu.Item
          leftSection={<IconKeyboard size={16} aria-hidden />}
          onClick={() => {
            onNavigate();
            onHelp();
          }}
        >
          Keyboard shortcuts
        </Menu.Item>
        <div className={classes.scheme}>
          <SegmentedControl
            aria-label="Colour scheme"
            size="xs"
            fullWidth
            data={SCHEMES}
            value={colorScheme}
            onChange={(value) => setColorScheme(value as 'light' | 'dark' | 'auto')}
          />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => signOut.mutate()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
