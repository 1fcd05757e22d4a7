import { effect, signal } from '@preact/signals';

export type Theme = 'auto' | 'dark' | 'light';

const storageKey = 'weather-theme';
const themes: Theme[] = ['auto', 'dark', 'light'];

function stored(): Theme {
  try {
    const value = localStorage.getItem(storageKey);
    return themes.find((known) => known === value) ?? 'auto';
  } catch {
    return 'auto'; // storage may be forbidden
  }
}

export const theme = signal<Theme>(stored());

/** Counts up whenever the colours may have changed: what is drawn on a canvas must be drawn again. */
export const colourRevision = signal(0);

const systemIsLight = matchMedia('(prefers-color-scheme: light)');

/** From auto to the opposite of what is shown, so that the first click is seen; then to the other one; then to auto. */
export function nextTheme(): void {
  const [same, opposite]: Theme[] = systemIsLight.matches ? ['light', 'dark'] : ['dark', 'light'];
  theme.value = theme.value === 'auto' ? opposite! : theme.value === opposite ? same! : 'auto';
}

export function startTheme(): void {
  systemIsLight.addEventListener('change', () => (colourRevision.value += 1));
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
