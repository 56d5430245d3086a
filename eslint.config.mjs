import comments from '@eslint-community/eslint-plugin-eslint-comments/configs';
import hooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

const banned = (selector, message) => ({ selector, message });
const exportRules = [
  banned('ExportDefaultDeclaration', 'Export by name, so that a thing has one name everywhere.'),
  banned('ExportAllDeclaration', 'List what the library shows; `export *` shows what nobody chose.'),
  banned('TSEnumDeclaration', 'Use a union of string literals.'),
];
const timeRules = [
  banned('NewExpression[callee.name="Date"][arguments.length=0]', 'Take the time from ctx.now or the Clock.'),
  banned('CallExpression[callee.object.name="Date"][callee.property.name="now"]', 'Take the time from ctx.now or the Clock.'),
];
const environmentRules = [
  banned('MemberExpression[object.name="process"][property.name="env"]', 'Read settings in platform/config only.'),
];

export default tseslint.config(
  { ignores: ['**/generated/**', '**/dist/**', 'node_modules/**', '.cache/**', '.castellan/**'] },
  { files: ['**/*.ts', '**/*.tsx'], extends: [...tseslint.configs.strictTypeChecked, comments.recommended] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    languageOptions: { parserOptions: { project: ['./tsconfig.json', './apps/console/tsconfig.json'] } },
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'max-lines-per-function': ['error', { max: 50, skipBlankLines: true, skipComments: true }],
      'max-params': ['error', 4],
      // A switch over a union is one decision, however many members it has.
      complexity: ['error', { max: 10, variant: 'modified' }],
      'no-restricted-syntax': ['error', ...exportRules, ...timeRules, ...environmentRules],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Nest's option types are classes that nobody instantiates.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@eslint-community/eslint-comments/require-description': ['error', { ignore: [] }],
    },
  },
  {
    files: ['libs/platform/config/**', 'libs/kernel/src/clock.ts', 'apps/agent/src/machine/environment.ts', 'vitest.config.ts', 'prisma.config.ts', 'apps/console/vite.config.ts'],
    rules: { 'no-restricted-syntax': ['error', ...exportRules.slice(1)] },
  },
  {
    // React components are functions of markup: their length is layout, and the browser has a clock of its own.
    files: ['apps/console/**'],
    plugins: { 'react-hooks': hooks },
    rules: {
      ...hooks.configs.recommended.rules,
      'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }],
      // Each "show this while loading" is a branch to the counter, and none to a reader of markup.
      complexity: ['error', 25],
      'no-restricted-syntax': ['error', ...exportRules],
    },
  },
  {
    // The answers of a server that is not there: data, not code.
    files: ['apps/console/dev/**'],
    rules: { 'max-lines': 'off' },
  },
  {
    // A walk over a grammar has a branch for each of its forms.
    files: ['libs/engines/policy/src/**'],
    rules: { complexity: ['error', { max: 32, variant: 'modified' }] },
  },
  {
    files: ['**/*.spec.ts', '**/*.spec.tsx', 'test/**'],
    rules: {
      'max-lines': 'off',
      'max-lines-per-function': 'off',
      'no-restricted-syntax': ['error', ...exportRules.slice(1)],
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
);
