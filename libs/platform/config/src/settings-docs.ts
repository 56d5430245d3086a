import { z } from 'zod';
import { environment } from './environment.js';

/** The table of every variable, as Markdown, made from the schema that reads them. */
export function settingsDocs(): string {
  const { properties } = z.toJSONSchema(environment, { io: 'input', unrepresentable: 'any' }) as {
    properties: Record<string, { description?: string; default?: string | number }>;
  };
  const lines = Object.entries(properties).map(
    ([name, { description = '', default: value }]) =>
      `| \`${name}\` | ${value === undefined || value === '' ? '' : `\`${value}\``} | ${description} |`,
  );
  return ['| variable | default | what it does |', '| --- | --- | --- |', ...lines, ''].join('\n');
}
