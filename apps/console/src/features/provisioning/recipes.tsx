import { Code, List, Stack, Tabs, Text } from '@mantine/core';
import { CopyField } from '../../ui/copy.js';
import { Dialog } from '../../ui/dialog.js';

/** What to type where, at the two providers that most organisations have. */
export function Recipes({ baseUrl, onClose }: { baseUrl: string; onClose: () => void }) {
  return (
    <Dialog opened onClose={onClose} title="Set up provisioning" size="lg">
      <Stack>
        <CopyField label="Base URL" value={baseUrl} />
        <Text size="sm">
          The token was shown when it was made. If nobody kept it, make a new one: the old one can stay good meanwhile.
        </Text>
        <Tabs defaultValue="okta">
          <Tabs.List aria-label="Identity provider">
            <Tabs.Tab value="okta">Okta</Tabs.Tab>
            <Tabs.Tab value="entra">Entra ID</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="okta" pt="md">
            <List type="ordered" size="sm" spacing="xs">
              <List.Item>
                In your app, choose General → App Settings → Provisioning: <b>SCIM</b>.
              </List.Item>
              <List.Item>
                Under Provisioning → Integration give the base URL, <Code>userName</Code> as the unique identifier, all
                supported actions, and <b>HTTP Header</b> with the token. Choose Test Connector Configuration.
              </List.Item>
              <List.Item>Under To App switch on Create Users, Update User Attributes and Deactivate Users.</List.Item>
              <List.Item>Assign people, and push the groups to which you want to give roles.</List.Item>
            </List>
          </Tabs.Panel>
          <Tabs.Panel value="entra" pt="md">
            <List type="ordered" size="sm" spacing="xs">
              <List.Item>In your enterprise application open Provisioning → New configuration.</List.Item>
              <List.Item>
                Give the base URL as <b>Tenant URL</b> and the token as <b>Secret Token</b>. Choose Test connection.
              </List.Item>
              <List.Item>
                Leave the mappings as they are: <Code>userName</Code> matches people, <Code>displayName</Code> matches
                groups.
              </List.Item>
              <List.Item>Assign people and groups to the application, and start provisioning.</List.Item>
            </List>
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Dialog>
  );
}
