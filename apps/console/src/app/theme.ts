import {
  type CSSVariablesResolver,
  createTheme,
  localStorageColorSchemeManager,
  type MantineColorsTuple,
  type MantineThemeOverride,
} from '@mantine/core';

// The colours are heraldry's: azure for what one acts on, vert, or and gules for allow, ask and reject, on stone and ink.
const azure: MantineColorsTuple = [
  '#eef3fb', '#dbe5f5', '#b7caeb', '#8eacdf', '#6a90d3', '#4a73c0', '#365fae', '#2a4d92', '#213d75', '#172b55',
];
const stone: MantineColorsTuple = [
  '#faf9f7', '#f3f2ee', '#e9e7e1', '#dcd9d1', '#c6c2b8', '#a8a398', '#857f74', '#615c53', '#423e38', '#2a2723',
];
const ink: MantineColorsTuple = [
  '#d9dee7', '#b8c0ce', '#9aa4b6', '#717c91', '#4a5468', '#333c4e', '#262e3d', '#171d29', '#10151f', '#0b0f17',
];
const vert: MantineColorsTuple = [
  '#eaf6f0', '#cfeadd', '#a3d6be', '#74c09d', '#4dab80', '#32956a', '#227c55', '#186344', '#124c35', '#0b3324',
];
const or: MantineColorsTuple = [
  '#fdf5e3', '#f9e7bf', '#f1d086', '#e6b54d', '#d89c26', '#bd8114', '#9a660b', '#7a4f08', '#5c3b08', '#3d2705',
];
const gules: MantineColorsTuple = [
  '#fdeeec', '#f9d6d2', '#f0aaa3', '#e98d85', '#dd665c', '#c3392f', '#a62a22', '#86201b', '#661815', '#450f0e',
];

const SANS =
  '-apple-system, BlinkMacSystemFont, "Segoe UI Variable Text", "Segoe UI", Inter, Roboto, "Noto Sans", "Liberation Sans", Helvetica, Arial, sans-serif';
const MONO = 'ui-monospace, "SF Mono", "Cascadia Code", "JetBrains Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

export const theme: MantineThemeOverride = createTheme({
  colors: { azure, gray: stone, dark: ink, vert, or, gules, red: gules, green: vert, yellow: or, blue: azure },
  primaryColor: 'azure',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: SANS,
  fontFamilyMonospace: MONO,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  headings: { fontFamily: SANS, fontWeight: '620' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    PasswordInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', checkIconPosition: 'right' } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45, blur: 2 }, closeButtonProps: { 'aria-label': 'Close' } } },
    Drawer: { defaultProps: { overlayProps: { backgroundOpacity: 0.35 }, closeButtonProps: { 'aria-label': 'Close' } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: false } } },
    Table: { defaultProps: { verticalSpacing: 10, horizontalSpacing: 'md' } },
  },
});

/** Tokens that pages use by name, so that no page asks which scheme is on. Pairs are at least 4.5:1 on their ground. */
export const colourTokens: CSSVariablesResolver = () => ({
  variables: {
    '--c-rail': '#12203c',
    '--c-rail-line': '#22335a',
    '--c-rail-ink': '#c9d4ea',
    '--c-rail-muted': '#93a4c8',
    '--c-rail-active': '#24386a',
  },
  light: {
    '--mantine-color-body': stone[0],
    '--mantine-color-text': '#1d2129',
    '--mantine-color-dimmed': '#5f5a51',
    '--mantine-color-placeholder': '#6f6a60',
    '--mantine-color-error': gules[6],
    '--mantine-color-default-border': stone[3],
    '--mantine-color-anchor': azure[7],
    '--c-surface': '#ffffff',
    '--c-sunken': stone[1],
    '--c-line': stone[2],
    '--c-line-strong': stone[3],
    '--c-hover': '#f5f4f0',
    '--c-selected': azure[0],
    '--c-allow': vert[6],
    '--c-allow-ink': vert[7],
    '--c-allow-ground': vert[0],
    '--c-ask': or[4],
    '--c-ask-ink': or[7],
    '--c-ask-ground': or[0],
    '--c-reject': gules[5],
    '--c-reject-ink': gules[7],
    '--c-reject-ground': gules[0],
    '--c-azure-ink': azure[7],
    '--c-azure-ground': azure[0],
    '--c-shadow': '0 1px 2px rgb(42 39 35 / 5%), 0 1px 1px rgb(42 39 35 / 3%)',
  },
  dark: {
    '--mantine-color-body': ink[8],
    '--mantine-color-text': ink[0],
    '--mantine-color-dimmed': ink[2],
    '--mantine-color-placeholder': '#8b95a8',
    '--mantine-color-error': gules[3],
    '--mantine-color-default': ink[7],
    '--mantine-color-default-hover': ink[6],
    '--mantine-color-default-border': ink[5],
    '--mantine-color-anchor': azure[3],
    '--mantine-color-gules-6-light-color': gules[3],
    '--mantine-color-gules-6-text': gules[3],
    '--c-rail': '#0c111b',
    '--c-rail-line': '#1d2637',
    '--c-rail-ink': '#b8c4da',
    '--c-rail-muted': '#7f8dab',
    '--c-rail-active': '#1c2942',
    '--c-surface': ink[7],
    '--c-sunken': '#131924',
    '--c-line': '#232b3a',
    '--c-line-strong': ink[5],
    '--c-hover': '#1c2331',
    '--c-selected': '#1d2b4a',
    '--c-allow': vert[4],
    '--c-allow-ink': vert[3],
    '--c-allow-ground': '#12281f',
    '--c-ask': or[3],
    '--c-ask-ink': or[3],
    '--c-ask-ground': '#2b2210',
    '--c-reject': gules[4],
    '--c-reject-ink': gules[3],
    '--c-reject-ground': '#331917',
    '--c-azure-ink': azure[3],
    '--c-azure-ground': '#18233d',
    '--c-shadow': 'none',
  },
});

export const colourSchemes = localStorageColorSchemeManager({ key: 'castellan-colour-scheme' });
