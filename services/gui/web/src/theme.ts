import { effect, signal } from '@preact/signals';

export type Theme = 'system' | 'dark' | 'light';

const storageKey = 'weather-theme';
const order: Theme[] = ['system', 'dark', 'light'];

function stored(): Theme {
  try {
    const value = localStorage.getItem(storageKey);
    return order.find((known) => known === value) ?? 'system';
  } catch {
    return 'system'; // storage may be forbidden
  }
}

export const theme = signal<Theme>(stored());

/** Counts up whenever the colours may have changed: what is drawn on a canvas must be drawn again. */
export const colourRevision = signal(0);

export function nextTheme(): void {
  theme.value = order[(order.indexOf(theme.value) + 1) % order.length]!;
}

export function startTheme(): void {
  matchMedia('(prefers-color-scheme: light)').addEventListener('change', () => (colourRevision.value += 1));
  effect(() => {
    document.documentElement.dataset['theme'] = theme.value;
    colourRevision.value = colourRevision.peek() + 1;
    try {
      localStorage.setItem(storageKey, theme.value);
    } catch {
      // The choice then lasts until the page is closed.
    }
  });
}

/** A colour of the style sheet, for the canvas. */
export const cssColour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
