import { Stack, Text, TextInput } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { CopyField } from '../../ui/copy.js';
import classes from './totp-enrolment.module.css';

interface TotpEnrolmentProps {
  secret: string;
  uri: string;
  code: string;
  onCode: (code: string) => void;
  error: string | null;
}

/** A new authenticator: scan or type the key, then prove it with a code. */
export function TotpEnrolment({ secret, uri, code, onCode, error }: TotpEnrolmentProps) {
  return (
    <div className={classes.totp}>
      <div className={classes.qr}>
        <QRCodeSVG value={uri} size={148} marginSize={2} title="QR code for an authenticator app" role="img" />
      </div>
      <Stack gap="sm">
        <Text size="sm">
          Scan this with an authenticator app (1Password, Google Authenticator, Aegis …), or enter the key by hand:
        </Text>
        <CopyField label="Authenticator key" value={secret} />
        <TotpInput value={code} onChange={onCode} error={error} label="Code that the app shows" />
      </Stack>
    </div>
  );
}

interface TotpInputProps {
  value: string;
  onChange: (code: string) => void;
  error: string | null;
  label: string;
  autoFocus?: boolean;
}

export function TotpInput({ value, onChange, error, label, autoFocus = false }: TotpInputProps) {
  return (
    <TextInput
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value.replaceAll(/\D/g, '').slice(0, 6))}
      error={error}
      required
      inputMode="numeric"
      autoFocus={autoFocus}
      data-autofocus={autoFocus || undefined}
      autoComplete="one-time-code"
      placeholder="000000"
      classNames={{ input: classes.code ?? '' }}
    />
  );
}
