import { Alert, Button, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, told } from '../../api/client.js';
import type { SetupLink } from '../../api/wire.js';
import { useMe, useSignOut } from '../../app/session.js';
import { BarePage } from '../../ui/bare-page.js';
import { ProblemView, RowsSkeleton } from '../../ui/states.js';
import { exactly } from '../../ui/time.js';
import { forgetInvitation, keepInvitation } from './kept-invitation.js';
import { joinedAs } from './joined-as.js';
import { SetupWizard } from './setup-wizard.js';

interface InvitationProps {
  token: string;
  link: SetupLink;
}

/** A link that joins an organisation: with a new account, or with the one that the person has. */
export function Invitation({ token, link }: InvitationProps) {
  const me = useMe();
  const [isNew, setNew] = useState(false);
  if (isNew) return <SetupWizard token={token} link={link} onBack={() => setNew(false)} />;
  return (
    <BarePage
      title={`Join ${link.org?.name ?? 'the organisation'}`}
      lead={`${link.email ?? 'You'} was invited ${joinedAs(link.role)}.`}
      foot={<Text size="sm">This link works once, until {exactly(link.expiresAt)}.</Text>}
    >
      {me.isPending && <RowsSkeleton rows={2} label="Looking who is signed in" />}
      {me.isError && <Newcomer token={token} onNew={() => setNew(true)} />}
      {me.data !== undefined &&
        (me.data.person.email === link.email ? (
          <Join token={token} link={link} />
        ) : (
          <Another email={me.data.person.email} link={link} token={token} />
        ))}
    </BarePage>
  );
}

function Newcomer({ token, onNew }: { token: string; onNew: () => void }) {
  return (
    <Stack>
      <Button onClick={onNew}>Make my account</Button>
      <Button variant="default" onClick={() => signInWith(token)}>
        I have an account here: sign in and join
      </Button>
    </Stack>
  );
}

function Join({ token, link }: InvitationProps) {
  const join = useMutation({
    mutationFn: () => told(api.POST('/api/v1/setup/accept', { body: { token } })),
    onSuccess: () => {
      forgetInvitation();
      location.assign('/');
    },
  });
  return (
    <Stack>
      <Text size="sm">
        You are signed in with this account. It will belong to both organisations, and you can switch.
      </Text>
      {join.error !== null && <ProblemView error={join.error} />}
      <Button loading={join.isPending} onClick={() => join.mutate()} autoFocus>
        Join {link.org?.name}
      </Button>
    </Stack>
  );
}

/** Signed in as somebody else: the link is not theirs to use. */
function Another({ email, link, token }: InvitationProps & { email: string }) {
  const signOut = useSignOut();
  return (
    <Stack>
      <Alert color="or" title="This link is for another account">
        You are signed in as {email}; the invitation was made for {link.email}.
      </Alert>
      {signOut.error !== null && <ProblemView error={signOut.error} />}
      <Button
        loading={signOut.isPending}
        onClick={() => {
          keepInvitation(token);
          signOut.mutate();
        }}
      >
        Sign out
      </Button>
      <Text size="sm" c="dimmed">
        Then open the link again.
      </Text>
    </Stack>
  );
}

function signInWith(token: string): void {
  keepInvitation(token);
  location.assign('/auth/login?returnTo=%2Fsetup');
}
