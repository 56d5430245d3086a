import { Alert, Text } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { CopyField } from '../../ui/copy.js';
import type { RecipeValue, Way } from './recipe.js';
import classes from './recipe-steps.module.css';

/** What has to be done in the identity provider's console, with each value that goes into a field there. */
export function RecipeSteps({ way, urls }: { way: Way; urls: Readonly<Record<string, string>> }) {
  return (
    <>
      <ol className={classes.steps}>
        {way.steps.map(({ text, values = [] }) => (
          <li key={text}>
            <span>{text}</span>
            {values.length > 0 && (
              <dl className={classes.values}>
                {values.map((value) => (
                  <Value key={`${value.field}${value.url ?? ''}`} value={value} urls={urls} />
                ))}
              </dl>
            )}
          </li>
        ))}
      </ol>
      {way.mind !== undefined && (
        <Alert role="note" mt="md" color="or" variant="light" icon={<IconInfoCircle aria-hidden />}>
          <Text size="sm">{way.mind}</Text>
        </Alert>
      )}
    </>
  );
}

function Value({ value, urls }: { value: RecipeValue; urls: Readonly<Record<string, string>> }) {
  const shown = value.url === undefined ? value.text : urls[value.url];
  if (shown === undefined) return null;
  return (
    <div className={classes.value}>
      <dt>{value.field}</dt>
      <dd>
        <CopyField label={value.field} value={shown} />
      </dd>
    </div>
  );
}
