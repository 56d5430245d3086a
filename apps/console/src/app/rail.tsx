import { Kbd, UnstyledButton } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { NavLink } from 'react-router';
import { OrgSwitcher } from '../features/tenancy/org-switcher.js';
import { Logo } from '../ui/logo.js';
import { modKey } from '../ui/platform.js';
import { NAVIGATION } from './navigation.js';
import { PersonMenu } from './person-menu.js';
import classes from './rail.module.css';
import { useMay } from './session.js';

interface RailProps {
  onSearch: () => void;
  onHelp: () => void;
  onNavigate?: () => void;
}

export function Rail({ onSearch, onHelp, onNavigate = () => undefined }: RailProps) {
  const may = useMay();
  const groups = NAVIGATION.map((group) => ({ ...group, items: group.items.filter(({ needs }) => may(needs)) }));
  return (
    <div className={classes.rail}>
      <div className={classes.brand}>
        <Logo tone="#fff" />
        <span>Castellan</span>
      </div>
      <OrgSwitcher />
      <UnstyledButton
        className={classes.search}
        onClick={() => {
          onNavigate();
          onSearch();
        }}
      >
        <IconSearch size={15} aria-hidden />
        <span>Search or jump to</span>
        <Kbd size="xs" className={classes.kbd} aria-hidden>
          {modKey()} K
        </Kbd>
      </UnstyledButton>
      <nav aria-label="Main" className={classes.nav}>
        {groups.map(
          ({ title, items }) =>
            items.length > 0 && (
              <div key={title} role="group" aria-label={title}>
                <div className={classes.group} aria-hidden="true">
                  {title}
                </div>
                {items.map(({ to, title: name, icon: Icon }) => (
                  <NavLink
                    key={to}
                    to={to}
                    end={to === '/' || to === '/audit'}
                    className={classes.link ?? ''}
                    onClick={onNavigate}
                  >
                    <Icon size={17} stroke={1.7} aria-hidden />
                    {name}
                  </NavLink>
                ))}
              </div>
            ),
        )}
      </nav>
      <PersonMenu onHelp={onHelp} onNavigate={onNavigate} />
    </div>
  );
}
