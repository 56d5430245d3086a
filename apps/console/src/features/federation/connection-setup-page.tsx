import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { IconCircleCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useLocation } from 'react-router';
import { BarePage } from '../../ui/bare-page.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { exactly } from '../../ui/time.js';
import { KIND_NAMES } from './connection.js';
import { ConnectionWizard } from './connection-wizard.js';
import { RecipeChoice, type RecipeChosen } from './recipe-choice.js';
import { RECIPES } from './recipes.js';
import { deskOfLink, type SetupOffer, setupOfferQuery } from './setup-link-queries.js';

/** For an identity administrator without an account here: one connection, by a link whose token stands in the fragment. */
export function ConnectionSetupPage() {
  const { hash } = useLocation();
  const token = hash.slice(1);
  const offer = useQuery(setupOfferQuery(token));
  if (offer.data !== undefined) return <Offered key={token} token={token} offer={offer.data} />;
  return (
    <BarePage title="Set up single sign-on">
      {token === '' && (
        <Text size="sm">
          This page is opened by a set-up link. Open the link that you were sent as a whole, with what follows the #.
        </Text>
      )}
      {offer.isLoading && <RowsSkeleton rows={4} label="Loading what the link is for" />}
      {offer.isError && <ProblemView error={offer.error} onRetry={() => void offer.refetch()} />}
    </BarePage>
  );
}

function Offered({ token, offer }: { token: string; offer: SetupOffer }) {
  const [first] = RECIPES.filter(({ ways }) => ways[offer.kind] !== undefined);
  const [chosen, setChosen] = useState<RecipeChosen | null>(
    first === undefined ? null : { recipe: first, kind: offer.kind },
  );
  const [isChosen, setIsChosen] = useState(false);
  const name = offer.connection?.name ?? chosen?.recipe.title ?? '';
  const { kind, urls } = offer;
  const desk = useMemo(() => deskOfLink(token, { kind, urls }, name), [token, kind, urls, name]);
  const isOver = offer.connection?.status === 'live' && !offer.isChange;
  if (chosen === null) return null;
  return (
    <BarePage
      title="Set up single sign-on"
      lead={`For ${offer.org}, over ${KIND_NAMES[offer.kind]}.`}
      width={780}
      foot={<Text size="sm">This link is good until {exactly(offer.expiresAt)}.</Text>}
    >
      {isOver && <Live org={offer.org} />}
      {offer.isChange && (
        <Text size="sm" mb="md">
          People sign in through “{offer.connection?.name}” already. What you change waits until {offer.org} lets it
          count; nobody notices before.
        </Text>
      )}
      {!isOver && !isChosen && (
        <Stack>
          <RecipeChoice chosen={chosen} only={offer.kind} onChoose={setChosen} />
          <Group justify="flex-end">
            <Button onClick={() => setIsChosen(true)}>Go on</Button>
          </Group>
        </Stack>
      )}
      {!isOver && isChosen && (
        <ConnectionWizard
          desk={desk}
          chosen={chosen}
          onBack={() => setIsChosen(false)}
          then={<Done org={offer.org} isChange={offer.isChange} />}
        />
      )}
    </BarePage>
  );
}

function Done({ org, isChange }: { org: string; isChange: boolean }) {
  return (
    <Alert color="vert" variant="light" icon={<IconCircleCheck aria-hidden />} title="You are done" role="status">
      <Text size="sm">
        The test passed. Tell whoever sent you the link: {org}{' '}
        {isChange ? 'lets the change count' : 'turns the connection on'} from here. You can close this page.
      </Text>
    </Alert>
  );
}

function Live({ org }: { org: string }) {
  return (
    <Alert
      color="vert"
      variant="light"
      icon={<IconCircleCheck aria-hidden />}
      title="The connection is live"
      role="status"
    >
      <Text size="sm">People sign in through it. {org} changes it from now on; the link is of no more use.</Text>
    </Alert>
  );
}
