import { Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './panel.module.css';

interface PanelProps {
  title?: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  /** Tables and editors touch the panel's edge. */
  flush?: boolean;
}

export function Panel({ title, note, actions, children, flush = false }: PanelProps) {
  return (
    <section className={classes.panel} aria-label={title}>
      {(title !== undefined || actions !== undefined) && (
        <div className={classes.head}>
          <div>
            {title !== undefined && (
              <Title order={2} size="0.9375rem">
                {title}
              </Title>
            )}
            {note !== undefined && (
              <Text component="div" size="sm" c="dimmed" mt={2}>
                {note}
              </Text>
            )}
          </div>
          {actions}
        </div>
      )}
      {flush ? (
        <div className={classes.flush} tabIndex={0} role="group" aria-label={title ?? 'Table'}>
          {children}
        </div>
      ) : (
        <div className={classes.body}>{children}</div>
      )}
    </section>
  );
}
