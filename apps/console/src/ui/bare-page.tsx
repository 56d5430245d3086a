import { Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import classes from './bare-page.module.css';
import { Logo } from './logo.js';

interface BarePageProps {
  title: string;
  lead?: ReactNode;
  children: ReactNode;
  foot?: ReactNode;
  width?: number;
}

/** Pages outside the console's frame: set-up, sign-in, device confirmation. */
export function BarePage({ title, lead, children, foot, width = 420 }: BarePageProps) {
  useEffect(() => {
    document.title = `${title} · Castellan`;
  }, [title]);
  return (
    <div className={classes.ground}>
      <header className={classes.brand}>
        <Logo size={28} tone="var(--c-azure-ink)" hole="var(--mantine-color-body)" />
        <span>Castellan</span>
      </header>
      <main className={classes.card} style={{ maxWidth: width }}>
        <Title order={1} size="1.375rem">
          {title}
        </Title>
        {lead !== undefined && (
          <Text component="div" c="dimmed" size="md" mt={4}>
            {lead}
          </Text>
        )}
        <div className={classes.body}>{children}</div>
      </main>
      {foot !== undefined && <footer className={classes.foot}>{foot}</footer>}
    </div>
  );
}
