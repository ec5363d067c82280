/** Mantine dressed in our tokens. */
import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

/** 쪽빛, the indigo of every action; shade 7 is the accent of the light look. */
const indigo: MantineColorsTuple = [
  '#eef3fb', '#dbe5f5', '#b8cbec', '#92b0e3', '#7398d9',
  '#5c86d0', '#4069b2', '#2a4f8f', '#213f73', '#182f57',
]

export const theme = createTheme({
  colors: { indigo },
  primaryColor: 'indigo',
  primaryShade: { light: 7, dark: 6 },
  fontFamily: "'Noto Sans KR Variable', system-ui, -apple-system, 'Apple SD Gothic Neo', 'Malgun Gothic', sans-serif",
  defaultRadius: 'var(--radius)',
  cursorType: 'pointer',
  focusRing: 'never', // base.css draws one ring for everything
  // A menu stays in the landmark of its button, and holds nothing but its items.
  components: { Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } } },
})

const ours = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-soft)',
  '--mantine-color-placeholder': 'var(--ink-soft)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--seam)',
  '--mantine-color-error': 'var(--bad)',
  '--mantine-color-anchor': 'var(--accent)',
}

export const variables: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours })
