import { useLayoutEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import classes from './sub-nav.module.css';

interface SubNavProps {
  label: string;
  items: readonly { readonly to: string; readonly title: string }[];
}

/** The faces of one part of the console, each with an address of its own. Where they are wider than the page, the one that is open is in sight. */
export function SubNav({ label, items }: SubNavProps) {
  const nav = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useLayoutEffect(() => {
    const open = nav.current?.querySelector<HTMLElement>('[aria-current="page"]');
    if (nav.current === null || open === null || open === undefined) return;
    const { left, width } = nav.current.getBoundingClientRect();
    const place = open.getBoundingClientRect();
    nav.current.scrollLeft += place.left + place.width / 2 - (left + width / 2);
  }, [pathname]);
  return (
    <nav aria-label={label} className={classes.nav} ref={nav}>
      {items.map(({ to, title }) => (
        <NavLink key={to} to={to} end className={classes.link ?? ''}>
          {title}
        </NavLink>
      ))}
    </nav>
  );
}
