import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { Link } from 'react-router';
import { Page } from '../ui/page.js';
import { Empty } from '../ui/states.js';

export function NotFound() {
  return (
    <Page title="Nothing at this address">
      <Empty
        icon={<IconMapQuestion size={22} />}
        title="This page does not exist"
        action={
          <Button component={Link} to="/">
            Go to Overview
          </Button>
        }
      >
        The address may be mistyped, or what it showed was removed.
      </Empty>
    </Page>
  );
}
