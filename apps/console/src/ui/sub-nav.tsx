import { NavLink } from 'react-router';
import classes from './sub-nav.module.css';

interface SubNavProps {
  label: string;
  items: readonly { readonly to: string; readonly title: string }[];
}

/** The faces of one part of the console, each with an address of its own. */
export function SubNav({ label, items }: SubNavProps) {
  return (
    <nav aria-label={label} className={classes.nav}>
      {items.map(({ to, title }) => (
        <NavLink key={to} to={to} end className={classes.link ?? ''}>
          {title}
        </NavLink>
      ))}
    </nav>
  );
}
