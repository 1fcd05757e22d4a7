import type { Report } from '../src/report/report-schema.ts';

/** What a name, a log line or a label in a cluster might be, to break out of a page, an attribute or a terminal. */
export const hostileTexts = [
  '<script>alert(1)</script>',
  '"><img src=https://evil.example/x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</style></svg></details></table><h1>not ours</h1>',
  '&lt;b&gt; &amp; ]]> <!-- -->',
  '\u001b[31mred\u001b]8;;https://evil.example\u0007link',
  '\u202egnirts desrever',
  'half a character \ud800',
  'nothing\u0000more',
  '${constructor} {{7*7}} `backticks` \\ | pipes',
  'a'.repeat(400),
];

/** The report with each of its texts replaced by the given one; kinds, times and outcomes stay. */
export function withHostileTexts(report: Report, hostile: string): Report {
  const kept = new Set([
    'kind',
    'role',
    'result',
    'outcome',
    'started',
    'ended',
    'id',
    'deciding',
    'caughtBy',
    'tool',
    'method',
    'side',
  ]);
  const replaced = (value: unknown, key = ''): unknown => {
    if (kept.has(key)) return value;
    if (typeof value === 'string') return hostile;
    if (Array.isArray(value)) return value.map((item) => replaced(item));
    if (typeof value !== 'object' || value === null) return value;
    const isFree = ['counts', 'growth', 'answers', 'images', 'others'].includes(key) && !Array.isArray(value);
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [isFree ? `${hostile} ${name}` : name, replaced(inner, name)]),
    );
  };
  return replaced(report) as Report;
}
