import { Menu, UnstyledButton } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCheck, IconPlus, IconSelector } from '@tabler/icons-react';
import { useSession, useSwitchOrg } from '../../app/session.js';
import { CreateOrgDialog } from './create-org-dialog.js';
import classes from './org-switcher.module.css';

export function OrgSwitcher() {
  const { org, orgs, session } = useSession();
  const isBound = session.connectionId !== null;
  const switchOrg = useSwitchOrg();
  const [isCreating, creation] = useDisclosure(false);
  return (
    <>
      <Menu position="bottom-start" width={236} shadow="md">
        <Menu.Target>
          <UnstyledButton className={classes.org} aria-label={`Organisation ${org.name}. Switch organisation`}>
            <span className={classes.seal} aria-hidden="true">
              {org.name.charAt(0).toUpperCase()}
            </span>
            <span className={classes.name}>{org.name}</span>
            <IconSelector size={15} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Organisations</Menu.Label>
          {orgs.map(({ id, name }) => (
            <Menu.Item
              key={id}
              rightSection={id === org.id ? <IconCheck size={15} aria-label="current" /> : undefined}
              disabled={isBound && id !== org.id}
              onClick={() => {
                if (id !== org.id) switchOrg.mutate(id);
              }}
            >
              {name}
            </Menu.Item>
          ))}
          {isBound && (
            <p className={classes.bound}>
              You came in through single sign-on, which is good for {org.name} alone. For another organisation, sign out
              and sign in again.
            </p>
          )}
          <Menu.Divider />
          <Menu.Item leftSection={<IconPlus size={15} aria-hidden />} onClick={creation.open}>
            New organisation
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <CreateOrgDialog opened={isCreating} onClose={creation.close} />
    </>
  );
}
