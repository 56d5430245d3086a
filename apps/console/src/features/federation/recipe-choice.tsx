import { Radio, SegmentedControl, SimpleGrid, Stack, Text } from '@mantine/core';
import { KIND_NAMES } from './connection.js';
import type { Kind, Recipe } from './recipe.js';
import classes from './recipe-choice.module.css';
import { RECIPES, recipeOf } from './recipes.js';

export interface RecipeChosen {
  readonly recipe: Recipe;
  readonly kind: Kind;
}

interface RecipeChoiceProps {
  chosen: RecipeChosen;
  /** Only this protocol is offered: a set-up link is made for one. */
  only?: Kind | undefined;
  onChoose: (chosen: RecipeChosen) => void;
}

export function RecipeChoice({ chosen, only, onChoose }: RecipeChoiceProps) {
  const offered = RECIPES.filter(({ ways }) => only === undefined || ways[only] !== undefined);
  const { recipe, kind } = chosen;
  const hasBoth = only === undefined && recipe.ways.saml !== undefined && recipe.ways.oidc !== undefined;
  return (
    <Stack>
      <Radio.Group
        label="Identity provider"
        description="Where the people of your organisation have their accounts."
        value={recipe.id}
        onChange={(id) => {
          const next = recipeOf(id);
          if (next !== undefined) onChoose({ recipe: next, kind: only ?? next.prefers });
        }}
      >
        <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt="sm">
          {offered.map(({ id, title }) => (
            <Radio.Card key={id} value={id} className={classes.card ?? ''} aria-label={title}>
              <Radio.Indicator />
              <span>{title}</span>
            </Radio.Card>
          ))}
        </SimpleGrid>
      </Radio.Group>
      {hasBoth && (
        <div>
          <Text size="sm" fw={500} id="protocol">
            Protocol
          </Text>
          <Text size="xs" c="dimmed" mb={8}>
            {KIND_NAMES[recipe.prefers]} is recommended. {recipe.why}
          </Text>
          <SegmentedControl
            aria-labelledby="protocol"
            data={[
              { value: 'saml', label: KIND_NAMES.saml },
              { value: 'oidc', label: KIND_NAMES.oidc },
            ]}
            value={kind}
            onChange={(value) => onChoose({ recipe, kind: value })}
          />
        </div>
      )}
    </Stack>
  );
}
