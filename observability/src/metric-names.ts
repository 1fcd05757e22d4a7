const words = new Set(
  'by without on ignoring group_left group_right and or unless bool offset sum min max avg count inf nan'.split(' '),
);

/** Names of the metrics that a PromQL expression reads. */
export function metricNames(expression: string): Set<string> {
  const bare = expression
    .replaceAll(/#.*/g, '')
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')
    .replaceAll(/\{[^}]*\}/g, ' ')
    .replaceAll(/\[[^\]]*\]/g, ' ')
    // Lists of labels.
    .replaceAll(/\b(by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/g, ' ');
  const found = new Set<string>();
  for (const [, name, call] of bare.matchAll(/(?<![\w.:])([A-Za-z_:][\w:]*)(\s*\()?/g)) {
    if (call === undefined && !words.has(name!.toLowerCase())) found.add(name!);
  }
  return found;
}
