import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Page } from '../../ui/page.js';
import { Panel } from '../../ui/panel.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { ConnectionWizard } from './connection-wizard.js';
import { deskOfNew, reservationQuery } from './connection-queries.js';
import type { Kind } from './recipe.js';
import { RecipeChoice, type RecipeChosen } from './recipe-choice.js';
import { RECIPES, recipeOf } from './recipes.js';

interface Begun extends RecipeChosen {
  readonly name: string;
  readonly id: string;
}

/** What was chosen stands in the address, so that loading the page anew goes on with the same connection. */
function begunOf(params: URLSearchParams): Begun | null {
  const recipe = recipeOf(params.get('with') ?? '');
  const kind = params.get('over') as Kind | null;
  if (recipe === undefined || kind === null || recipe.ways[kind] === undefined) return null;
  return { recipe, kind, name: params.get('name') ?? recipe.title, id: params.get('id') ?? '' };
}

export function NewConnectionPage() {
  const [params, setParams] = useSearchParams();
  const begun = begunOf(params);
  return (
    <Page
      title="Connect an identity provider"
      lead="You can stop at any step and go on later. Nobody notices anything until the last one."
    >
      <Panel>
        {begun === null ? (
          <Choose onDone={({ recipe, kind }, name) => setParams({ with: recipe.id, over: kind, name })} />
        ) : (
          <Wizard
            key={begun.kind}
            begun={begun}
            onId={(id) => setParams({ ...Object.fromEntries(params), id }, { replace: true })}
            onBack={() => setParams({})}
          />
        )}
      </Panel>
    </Page>
  );
}

function Choose({ onDone }: { onDone: (chosen: RecipeChosen, name: string) => void }) {
  const [first] = RECIPES;
  const [chosen, setChosen] = useState<RecipeChosen | null>(
    first === undefined ? null : { recipe: first, kind: first.prefers },
  );
  const [name, setName] = useState('');
  if (chosen === null) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onDone(chosen, name.trim() || chosen.recipe.title);
      }}
    >
      <Stack>
        <RecipeChoice chosen={chosen} onChoose={setChosen} />
        <TextInput
          label="Name"
          description="As people see it where they can choose."
          placeholder={chosen.recipe.title}
          maxLength={80}
          maw={420}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button type="submit">Go on</Button>
        </Group>
      </Stack>
    </form>
  );
}

interface WizardProps {
  begun: Begun;
  onId: (id: string) => void;
  onBack: () => void;
}

function Wizard({ begun, onId, onBack }: WizardProps): ReactNode {
  const [former] = useState(begun.id);
  const reservation = useQuery(reservationQuery(begun.kind, former));
  const desk = useMemo(
    () => (reservation.data === undefined ? null : deskOfNew(reservation.data, begun.kind, begun.name)),
    [reservation.data, begun.kind, begun.name],
  );
  if (reservation.isError) return <ProblemView error={reservation.error} onRetry={() => void reservation.refetch()} />;
  if (desk === null) return <RowsSkeleton rows={6} />;
  const { id } = reservation.data ?? { id: '' };
  if (begun.id !== id) queueMicrotask(() => onId(id));
  return (
    <ConnectionWizard
      desk={desk}
      chosen={begun}
      onBack={onBack}
      then={
        <Group>
          <Button component={Link} to={`/single-sign-on/${id}`}>
            See the connection
          </Button>
          <Button component={Link} to="/single-sign-on/domains" variant="default">
            Verify a domain
          </Button>
        </Group>
      }
    />
  );
}
