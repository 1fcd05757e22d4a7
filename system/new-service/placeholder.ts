import { defaultPort } from '../start/options.ts';

/** What the template is called, wherever it is named: it is real code, checked and tested as it stands. */
export const placeholder = 'template-service';
const placeholderPort = String(defaultPort + 5);

const capitalised = (word: string) => word[0]!.toUpperCase() + word.slice(1);

/** The spellings of a name that occur: as it is, in identifiers, in metrics, in variables of the environment. */
function spellings(name: string): string[] {
  const [first = '', ...others] = name.split('-');
  const snake = name.replaceAll('-', '_');
  return [name, first + others.map(capitalised).join(''), snake, snake.toUpperCase()];
}

const words = [...spellings(placeholder), placeholderPort];
const anyWord = new RegExp(words.join('|'), 'g');

/**
 * A text of the template as it is for a service of this name, with the port that `pnpm start` gives it. In one pass: a name
 * may hold the port, or be like the placeholder's, and is not filled in once more.
 */
export function fill(text: string, name: string, portOffset: number): string {
  const wanted = [...spellings(name), String(defaultPort + portOffset)];
  return text.replaceAll(anyWord, (word) => wanted[words.indexOf(word)]!);
}
