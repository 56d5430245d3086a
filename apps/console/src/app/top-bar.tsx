import { ActionIcon, Burger } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { Logo } from '../ui/logo.js';
import classes from './top-bar.module.css';

/** Stands in for the rail where the window is too narrow for it. */
export function TopBar({ onMenu, onSearch }: { onMenu: () => void; onSearch: () => void }) {
  return (
    <aside className={classes.bar} aria-label="Top bar">
      <Burger size="sm" opened={false} onClick={onMenu} aria-label="Open navigation" color="#c9d4ea" />
      <span className={classes.brand}>
        <Logo size={22} tone="#fff" />
        Castellan
      </span>
      <ActionIcon variant="transparent" color="gray.3" size="lg" onClick={onSearch} aria-label="Search or jump to">
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
    </aside>
  );
}
