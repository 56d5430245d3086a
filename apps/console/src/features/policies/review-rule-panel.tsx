import { Alert, Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useMay } from '../../app/session.js';
import { Ago } from '../../ui/ago.js';
import { ConfirmDialog } from '../../ui/confirm-dialog.js';
import { toastDone } from '../../ui/toast.js';
import { reviewRuleQuery, useReviewRule } from './draft-queries.js';

/** Whether a policy needs another person's approval, for all to see, and the switch for those who may turn it. */
export function ReviewRulePanel() {
  const rule = useQuery(reviewRuleQuery);
  const may = useMay();
  const [isAsking, asking] = useDisclosure(false);
  const set = useReviewRule();
  if (rule.data === undefined) return null;
  const { required, changedAt, changedBy } = rule.data;
  const turn = () =>
    set.mutate(!required, {
      onSuccess: () => {
        asking.close();
        toastDone(
          required ? 'Approval is no longer asked for.' : 'Policies need another person’s approval from now on.',
        );
      },
    });
  return (
    <Alert
      role="note"
      mb="md"
      variant="light"
      color={required ? 'azure' : 'gray'}
      icon={<IconUsers size={18} aria-hidden />}
      title={required ? 'Published only after another person’s approval' : 'Whoever may publish, publishes alone'}
    >
      {required
        ? 'Nobody publishes a text that a colleague has not read, by no door but the server’s own command line, which the ledger calls breaking the glass.'
        : 'A draft can be reviewed, but need not be. With more than one administrator it is safer to ask for it.'}
      {changedAt !== null && (
        <>
          {' '}
          Said by {changedBy} <Ago at={changedAt} />.
        </>
      )}
      {may('org:update') && (
        <div>
          <Button mt="xs" size="compact-sm" variant="default" onClick={asking.open}>
            {required ? 'Ask for it no longer' : 'Ask for approval'}
          </Button>
        </div>
      )}
      <ConfirmDialog
        opened={isAsking}
        onClose={asking.close}
        title={required ? 'Let people publish alone?' : 'Publish only after another person’s approval?'}
        act={required ? 'Let them' : 'Ask for approval'}
        pending={set.isPending}
        error={set.error}
        onConfirm={turn}
      >
        {required
          ? 'One person alone can then change what every machine obeys. It stands in the ledger that you said so.'
          : 'Publishing directly, rolling back and withdrawing are refused from then on: a draft has to be approved by somebody who has written none of it.'}
      </ConfirmDialog>
    </Alert>
  );
}
