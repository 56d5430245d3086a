import { Alert, Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { StepMarks } from '../identity/step-marks.js';
import { asEdited, type Connection } from './connection.js';
import type { ConnectionDesk } from './connection-desk.js';
import { BackButton, ProviderForm } from './provider-form.js';
import type { Way } from './recipe.js';
import type { RecipeChosen } from './recipe-choice.js';
import { RecipeSteps } from './recipe-steps.js';
import { TestStep } from './test-step.js';
import classes from './connection-wizard.module.css';

type Step = 'there' | 'here' | 'test' | 'live';
const STEPS: readonly Step[] = ['there', 'here', 'test', 'live'];

interface ConnectionWizardProps {
  desk: ConnectionDesk;
  chosen: RecipeChosen;
  /** What is done once it is live. */
  then: ReactNode;
  onBack?: (() => void) | undefined;
}

/** From a connection that knows nothing to one that people sign in through, with a test before. */
export function ConnectionWizard({ desk, chosen, then, onBack }: ConnectionWizardProps) {
  const connection = useQuery({ queryKey: desk.key, queryFn: desk.read });
  const [step, setStep] = useState<Step>('there');
  const way = chosen.recipe.ways[chosen.kind];
  const edited = connection.data === undefined ? undefined : asEdited(connection.data);
  if (connection.isError) return <ProblemView error={connection.error} onRetry={() => void connection.refetch()} />;
  if (edited === undefined || way === undefined) return <RowsSkeleton rows={6} />;
  const title: Readonly<Record<Step, string>> = {
    there: `In ${chosen.recipe.ways.saml !== undefined && chosen.recipe.ways.oidc !== undefined ? chosen.recipe.title : 'the identity provider'}`,
    here: 'What Castellan needs to know',
    test: 'Test it',
    live: desk.goLive === null ? 'Done' : 'Go live',
  };
  const parts: Readonly<Record<Step, ReactNode>> = {
    there: <There way={way} connection={edited} onBack={onBack} onDone={() => setStep('here')} />,
    here: <Here desk={desk} chosen={chosen} way={way} connection={edited} go={setStep} />,
    test: <Test desk={desk} connection={edited} go={setStep} />,
    live: <Live desk={desk} connection={edited} then={then} go={setStep} />,
  };
  return (
    <section aria-labelledby="wizard-step" className={classes.wizard}>
      <StepMarks total={STEPS.length} current={STEPS.indexOf(step)} />
      <StepHeading key={step}>{title[step]}</StepHeading>
      {parts[step]}
    </section>
  );
}

/** Each step begins at its heading, for whoever hears the page. */
function StepHeading({ children }: { children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <h2 id="wizard-step" ref={heading} tabIndex={-1} className={classes.title}>
      {children}
    </h2>
  );
}

interface ThereProps {
  way: Way;
  connection: Connection;
  onBack: (() => void) | undefined;
  onDone: () => void;
}

function There({ way, connection, onBack, onDone }: ThereProps) {
  return (
    <Stack>
      <RecipeSteps way={way} urls={connection.urls} />
      <Group justify="space-between">
        {onBack === undefined ? <span /> : <BackButton onBack={onBack} />}
        <Button onClick={onDone}>I have done that</Button>
      </Group>
    </Stack>
  );
}

interface PartProps {
  desk: ConnectionDesk;
  connection: Connection;
  go: (step: Step) => void;
}

function Here({ desk, connection, chosen, way, go }: PartProps & { chosen: RecipeChosen; way: Way }) {
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: desk.save,
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: desk.key });
      go('test');
    },
  });
  return (
    <ProviderForm
      kind={chosen.kind}
      way={way}
      connection={connection}
      act="Save and go on"
      pending={save.isPending}
      error={save.error}
      onBack={() => go('there')}
      onDone={(order) => save.mutate(order)}
    />
  );
}

function Test({ desk, connection, go }: PartProps) {
  return (
    <Stack>
      <TestStep desk={desk} />
      <Group justify="space-between">
        <BackButton onBack={() => go('here')} />
        <Button disabled={connection.testedAt === null} onClick={() => go('live')}>
          Go on
        </Button>
      </Group>
      {connection.testedAt === null && (
        <Text size="xs" c="dimmed" ta="right">
          Nothing goes live until a test has passed.
        </Text>
      )}
    </Stack>
  );
}

function Live({ desk, connection, then, go }: PartProps & { then: ReactNode }) {
  const queries = useQueryClient();
  const live = useMutation({
    mutationFn: () => desk.goLive?.() ?? Promise.resolve(),
    onSuccess: () => queries.invalidateQueries({ queryKey: desk.key }),
  });
  if (desk.goLive === null) return then;
  if (connection.status === 'live')
    return (
      <Stack>
        <Alert color="vert" variant="light" icon={<IconCircleCheck aria-hidden />} title="It is live" role="status">
          <Text size="sm">
            People sign in at{' '}
            <Anchor href={connection.urls['login']} inherit>
              {connection.urls['login']}
            </Anchor>
            , or by their e-mail address once its domain is verified.
          </Text>
        </Alert>
        {then}
      </Stack>
    );
  return (
    <Stack>
      <Text size="sm">
        The test passed. From the moment that the connection is live, everybody to whom the identity provider gives the
        application can sign in through it. Who signs in otherwise today can go on doing so.
      </Text>
      {live.isError && <ProblemView error={live.error} />}
      <Group justify="space-between">
        <BackButton onBack={() => go('test')} />
        <Button loading={live.isPending} onClick={() => live.mutate()}>
          Go live
        </Button>
      </Group>
    </Stack>
  );
}
