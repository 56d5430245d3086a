import { Button, Text } from '@mantine/core';
import { BarePage } from '../../ui/bare-page.js';

/** Where the second tab of a test ends. What came of it stands in the first. */
export function ConnectionTestPage() {
  return (
    <BarePage title="Go back to the first tab" lead="The identity provider has answered.">
      <Text size="sm" mb="md">
        What came back, and whether it passed, stands in the tab from which you began the test. You are signed in
        nowhere by it, and can close this tab.
      </Text>
      <Button variant="default" onClick={() => window.close()}>
        Close this tab
      </Button>
    </BarePage>
  );
}
