import { Anchor, Button, Divider, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { IconFingerprint, IconLogin2 } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, told } from '../../api/client.js';
import { follow } from '../../app/sign-in.js';
import { BarePage } from '../../ui/bare-page.js';
import { ProblemView } from '../../ui/states.js';
import { passkeysWork, provePasskey } from './passkeys.js';

interface Realm {
  readonly connections: readonly { readonly id: string; readonly name: string; readonly url: string }[];
  readonly ssoRequired: boolean;
}

/** First who it is, then how: the domain of the address says whether there is an identity provider to go to. A passkey needs neither. */
export function FirstFactor({ onPasswordRight }: { onPasswordRight: () => void }) {
  const [email, setEmail] = useState('');
  const [realm, setRealm] = useState<Realm | null>(null);
  const [wantsPassword, setWantsPassword] = useState(false);
  const startOver = () => {
    setRealm(null);
    setWantsPassword(false);
  };
  if (realm === null) return <Address email={email} onEmail={setEmail} onRealm={setRealm} />;
  if (realm.connections.length > 0 && !wantsPassword)
    return <Providers email={email} realm={realm} onPassword={() => setWantsPassword(true)} onStartOver={startOver} />;
  return <Password email={email} onRight={onPasswordRight} onStartOver={startOver} />;
}

interface AddressProps {
  email: string;
  onEmail: (email: string) => void;
  onRealm: (realm: Realm) => void;
}

function Address({ email, onEmail, onRealm }: AddressProps) {
  const discover = useMutation({
    mutationFn: () => told(api.POST('/api/v1/sign-in/discover', { body: { email: email.trim() } })),
    onSuccess: (realm) => {
      const [only, ...others] = realm.connections;
      if (only !== undefined && others.length === 0 && realm.ssoRequired) follow(only.url);
      else onRealm(realm);
    },
  });
  const passkey = useMutation({
    mutationFn: async () => {
      const { options } = await told(api.POST('/api/v1/sign-in/passkey/options'));
      return told(api.POST('/api/v1/sign-in/passkey', { body: { response: await provePasskey(options) } }));
    },
    onSuccess: ({ redirectTo }) => follow(redirectTo),
  });
  const failure = passkey.error ?? discover.error;
  return (
    <BarePage title="Sign in">
      <Stack>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            passkey.reset();
            if (email.trim() !== '') discover.mutate();
          }}
        >
          <Stack>
            <TextInput
              label="E-mail"
              type="email"
              required
              autoFocus
              autoComplete="username webauthn"
              value={email}
              onChange={(event) => onEmail(event.currentTarget.value)}
            />
            {failure !== null && <ProblemView error={failure} />}
            <Button type="submit" loading={discover.isPending}>
              Continue
            </Button>
          </Stack>
        </form>
        {passkeysWork() && (
          <>
            <Divider label="or" />
            <Button
              variant="default"
              leftSection={<IconFingerprint size={18} aria-hidden />}
              loading={passkey.isPending}
              onClick={() => {
                discover.reset();
                passkey.mutate();
              }}
            >
              Sign in with a passkey
            </Button>
          </>
        )}
        <Text size="sm" c="dimmed">
          Lost your passkey and your password? Ask an owner of your organisation for a new link.
        </Text>
      </Stack>
    </BarePage>
  );
}

interface ProvidersProps {
  email: string;
  realm: Realm;
  onPassword: () => void;
  onStartOver: () => void;
}

function Providers({ email, realm, onPassword, onStartOver }: ProvidersProps) {
  const first = useRef<HTMLAnchorElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <BarePage title="Sign in" lead={<Who email={email} onStartOver={onStartOver} />}>
      <Stack>
        {realm.connections.map(({ id, name, url }, place) => (
          <Button
            key={id}
            component="a"
            href={url}
            ref={place === 0 ? first : undefined}
            variant={place === 0 ? 'filled' : 'default'}
            leftSection={<IconLogin2 size={18} aria-hidden />}
          >
            Continue with {name}
          </Button>
        ))}
        <Text size="sm">
          <Anchor component="button" type="button" onClick={onPassword}>
            {realm.ssoRequired ? 'I am a break-glass owner' : 'Use my password'}
          </Anchor>
        </Text>
      </Stack>
    </BarePage>
  );
}

interface PasswordProps {
  email: string;
  onRight: () => void;
  onStartOver: () => void;
}

function Password({ email, onRight, onStartOver }: PasswordProps) {
  const [password, setPassword] = useState('');
  const check = useMutation({
    mutationFn: () => told(api.POST('/api/v1/sign-in/password', { body: { email: email.trim(), password } })),
    onSuccess: onRight,
  });
  return (
    <BarePage title="Sign in" lead={<Who email={email} onStartOver={onStartOver} />}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (password !== '') check.mutate();
        }}
      >
        <Stack>
          {/* For password managers, which look for the name beside the password. */}
          <input type="email" name="email" value={email} readOnly hidden autoComplete="username" />
          <PasswordInput
            label="Password"
            required
            autoFocus
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the password' }}
          />
          {check.isError && <ProblemView error={check.error} />}
          <Button type="submit" loading={check.isPending}>
            Continue
          </Button>
        </Stack>
      </form>
    </BarePage>
  );
}

function Who({ email, onStartOver }: { email: string; onStartOver: () => void }) {
  return (
    <>
      {email}{' '}
      <Anchor component="button" type="button" size="sm" onClick={onStartOver}>
        Not you?
      </Anchor>
    </>
  );
}
