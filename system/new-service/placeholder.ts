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

/** A text of the template as it is for a service of this name, with the port that `pnpm start` gives it. */
export function fill(text: string, name: string, portOffset: number): string {
  const wanted = spellings(name);
  return spellings(placeholder)
    .reduce((filled, spelling, index) => filled.replaceAll(spelling, wanted[index]!), text)
    .replaceAll(placeholderPort, String(defaultPort + portOffset));
}
