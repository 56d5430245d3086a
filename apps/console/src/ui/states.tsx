import { Alert, Button, Code, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { asProblem } from '../api/problem.js';
import classes from './states.module.css';

const WHAT_TO_DO: Readonly<Record<number, string>> = {
  0: 'Check your connection, then try again.',
  403: 'Ask an owner of this organisation for the permission.',
  404: 'It may have been removed, or belongs to another organisation.',
  429: 'Wait a moment, then try again.',
};

/** What was refused, why, what to do, and the request id that an administrator can look up. */
export function ProblemView({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { problem } = asProblem(error);
  const advice =
    problem.status >= 500
      ? 'Try again; if it stays, give the request id to whoever runs Castellan.'
      : WHAT_TO_DO[problem.status];
  return (
    <Alert
      color="gules"
      variant="light"
      icon={<IconAlertTriangle aria-hidden />}
      title={problem.title}
      role="alert"
      className={classes.problem}
    >
      <Stack gap={6} align="flex-start">
        {problem.detail !== undefined && problem.detail !== problem.title && <Text size="sm">{problem.detail}</Text>}
        {advice !== undefined && advice !== problem.detail && <Text size="sm">{advice}</Text>}
        {problem.requestId !== undefined && (
          <Text size="xs" c="dimmed" component="div">
            Request <Code className={classes.id}>{problem.requestId}</Code>
          </Text>
        )}
        {onRetry !== undefined && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconRefresh size={14} aria-hidden />}
            onClick={onRetry}
          >
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

interface EmptyProps {
  icon: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Nothing here yet, and what makes something appear. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <span className={classes.emptyIcon} aria-hidden="true">
        {icon}
      </span>
      <Title order={2} size="1rem">
        {title}
      </Title>
      {children !== undefined && (
        <Text component="div" size="sm" c="dimmed" maw="32rem">
          {children}
        </Text>
      )}
      {action !== undefined && (
        <Group gap="xs" mt={8} justify="center">
          {action}
        </Group>
      )}
    </div>
  );
}

export function RowsSkeleton({ rows = 6, label = 'Loading' }: { rows?: number; label?: string }) {
  return (
    <div role="status" aria-label={label} className={classes.skeleton}>
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={16} width={`${String(92 - ((row * 17) % 40))}%`} radius="sm" />
      ))}
    </div>
  );
}

export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading the page" className={classes.page}>
      <Skeleton height={26} width={190} />
      <Skeleton height={14} width="46%" mt={12} />
      <Skeleton height={120} mt={28} radius="lg" />
      <Skeleton height={240} mt={16} radius="lg" />
    </div>
  );
}
