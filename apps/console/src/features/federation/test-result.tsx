import { Alert, Code, Spoiler, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react';
import { checkTitle } from './check-words.js';
import type { ConnectionTest } from './connection.js';
import classes from './test-result.module.css';

/** What a test found: the verdict, each thing that was asked of the answer, and the answer itself, decoded. */
export function TestResult({ test }: { test: ConnectionTest }) {
  const failed = test.checks.filter(({ passed }) => !passed);
  const inOrder = [...failed, ...test.checks.filter(({ passed }) => passed)];
  return (
    <Stack>
      <Verdict test={test} />
      {inOrder.length > 0 && (
        <ul className={classes.checks} aria-label="What was asked of the answer">
          {inOrder.map(({ name, passed, detail }, place) => (
            <li key={place} data-passed={passed || undefined}>
              {passed ? (
                <IconCircleCheck size={18} role="img" aria-label="Passed:" />
              ) : (
                <IconCircleX size={18} role="img" aria-label="Failed:" />
              )}
              <div>
                {/* A check is called by what goes wrong. */}
                {!passed && <strong>{checkTitle(name)}</strong>}
                <span>{detail}</span>
              </div>
            </li>
          ))}
        </ul>
      )}
      {test.evidence !== null && (
        <section aria-label="The answer, decoded">
          <Text size="sm" fw={560} mb={6}>
            The answer, decoded
          </Text>
          <Spoiler maxHeight={220} showLabel="Show all of it" hideLabel="Show less">
            <Code block className={classes.evidence} tabIndex={0}>
              {JSON.stringify(test.evidence, null, 2)}
            </Code>
          </Spoiler>
        </section>
      )}
    </Stack>
  );
}

function Verdict({ test }: { test: ConnectionTest }) {
  if (test.state === 'passed')
    return (
      <Alert color="vert" variant="light" icon={<IconCircleCheck aria-hidden />} title="The test passed" role="status">
        <Text size="sm">People can sign in this way once the connection is live.</Text>
      </Alert>
    );
  return (
    <Alert color="gules" variant="light" icon={<IconCircleX aria-hidden />} title="The test did not pass" role="alert">
      <Text size="sm">{test.problem ?? 'What failed stands below, with what to do about it.'}</Text>
    </Alert>
  );
}
