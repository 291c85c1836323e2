/**
 * Light, dark, or as the system has it. The choice is kept on the machine.
 * Guarantee: `data-theme` of the root element says the choice, and its absence that the system decides (styles/tokens.css).
 */
import { keptOnMachine } from './kept.ts';
import { createStore } from './store.ts';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const kept = keptOnMachine('theme');

export const theme = createStore<Theme>(themes.find((each) => each === kept.get()) ?? 'system');

/** Counts the changes of what is seen, whoever made them: for what paints by itself. */
export const themeChanges = createStore(0);

theme.subscribe(() => {
  kept.set(theme.get());
  show();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => themeChanges.update((count) => count + 1));
show();

function show(): void {
  const chosen = theme.get();
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
  themeChanges.update((count) => count + 1);
}
