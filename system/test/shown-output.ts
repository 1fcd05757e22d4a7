/** Status codes, and a share that is all: exact where a document shows them. */
const exact = /(?<=Code |"status":)\d{3}|100\.0 %/;

/** What varies from run to run. */
const number = /(?<![\w"-])\d+(?:\.\d+)?/;

const parts = new RegExp(`(?<exact>${exact.source})|(?<number>${number.source})|(?<space>\\s+)|(?<any>…)`, 'g');

/**
 * The first line of what a document shows that its commands did not print; undefined when all came, in this order.
 * Numbers may be others, but for status codes and `100.0 %`; `…` stands for anything.
 */
export function missingFrom(output: string, shown: string): string | undefined {
  const lines = output.split('\n').values();
  return shown.split('\n').find((line) => {
    const pattern = patternOf(line);
    return !lines.some((printed) => pattern.test(printed));
  });
}

function patternOf(line: string): RegExp {
  let [pattern, end] = ['', 0];
  for (const match of line.trim().matchAll(parts)) {
    const { number: varies, space, any } = match.groups!;
    pattern += RegExp.escape(line.trim().slice(end, match.index));
    if (varies !== undefined) pattern += String.raw`\d+(?:\.\d+(?:e-\d+)?)?`;
    else if (space !== undefined) pattern += String.raw`\s+`;
    else if (any !== undefined) pattern += '.*';
    else pattern += RegExp.escape(match[0]);
    end = match.index + match[0].length;
  }
  return new RegExp(`^\\s*${pattern}${RegExp.escape(line.trim().slice(end))}\\s*$`);
}
