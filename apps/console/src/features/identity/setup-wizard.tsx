import { Text } from '@mantine/core';
import { useState } from 'react';
import type { SetupLink } from '../../api/wire.js';
import { BarePage } from '../../ui/bare-page.js';
import { exactly } from '../../ui/time.js';
import { joinedAs } from './joined-as.js';
import { forgetInvitation } from './kept-invitation.js';
import { RecoveryCodes } from './recovery-codes.js';
import { OrganisationStep, OwnerStep } from './setup-steps.js';
import { CredentialStep } from './setup-credential.js';
import { StepMarks } from './step-marks.js';

type Step = 'organisation' | 'owner' | 'credential' | 'codes';
const TITLES: Readonly<Record<Step, string>> = {
  organisation: 'Name your organisation',
  owner: 'Who are you?',
  credential: 'How will you sign in?',
  codes: 'Keep your recovery codes',
};

interface SetupWizardProps {
  token: string;
  link: SetupLink;
  /** Leads out of the first step, where something stands before it. */
  onBack?: () => void;
}

export function SetupWizard({ token, link, onBack }: SetupWizardProps) {
  const steps: Step[] =
    link.org === undefined ? ['organisation', 'owner', 'credential', 'codes'] : ['owner', 'credential', 'codes'];
  const [step, setStep] = useState<Step>(steps[0] ?? 'owner');
  const [org, setOrg] = useState(link.org ?? { name: '', slug: '' });
  const [owner, setOwner] = useState({ name: '', email: link.email ?? '' });
  const [codes, setCodes] = useState<string[]>([]);
  return (
    <BarePage
      title={TITLES[step]}
      lead={link.org === undefined ? undefined : `You join ${link.org.name} ${joinedAs(link.role)}.`}
      width={step === 'credential' ? 540 : 440}
      foot={
        step === 'codes' ? undefined : <Text size="sm">This link works once, until {exactly(link.expiresAt)}.</Text>
      }
    >
      <StepMarks total={steps.length} current={steps.indexOf(step)} />
      {step === 'organisation' && (
        <OrganisationStep
          initial={org}
          onDone={(chosen) => {
            setOrg(chosen);
            setStep('owner');
          }}
        />
      )}
      {step === 'owner' && (
        <OwnerStep
          initial={owner}
          isEmailGiven={link.email !== undefined}
          {...(link.org === undefined && { onBack: () => setStep('organisation') })}
          {...(onBack !== undefined && { onBack })}
          onDone={(chosen) => {
            setOwner(chosen);
            setStep('credential');
          }}
        />
      )}
      {step === 'credential' && (
        <CredentialStep
          token={token}
          org={org}
          owner={owner}
          onBack={() => setStep('owner')}
          onDone={(recoveryCodes) => {
            forgetInvitation();
            history.replaceState(null, '', '/setup');
            setCodes(recoveryCodes);
            setStep('codes');
          }}
        />
      )}
      {step === 'codes' && <RecoveryCodes codes={codes} email={owner.email} onDone={() => location.assign('/')} />}
    </BarePage>
  );
}
