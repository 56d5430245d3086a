import { Group, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useRef } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Pages that are one tool (editor, log) use the whole width. */
  wide?: boolean;
}

/** A page: its name in the tab and as the one heading of rank 1, which takes the focus when the page is entered. */
export function Page({ title, lead, actions, children, wide = false }: PageProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Castellan`;
  }, [title]);
  useEffect(() => {
    if (document.activeElement === document.body || document.activeElement === null)
      heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={wide ? classes.wide : classes.page}>
      <header className={classes.head}>
        <div>
          <Title order={1} size="1.5rem" ref={heading} tabIndex={-1}>
            {title}
          </Title>
          {lead !== undefined && (
            <Text component="div" c="dimmed" size="md" mt={4} maw="46rem">
              {lead}
            </Text>
          )}
        </div>
        {actions !== undefined && <Group gap="xs">{actions}</Group>}
      </header>
      {children}
    </div>
  );
}
