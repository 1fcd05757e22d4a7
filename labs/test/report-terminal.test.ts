import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { terminalVerdict, terminalSummary } from '../src/report/terminal.ts';
import { hostileTexts, withHostileTexts } from './report-hostile.ts';
import { control, inconclusive, notReproduced, reproduced } from './report-samples.ts';

const samples = [reproduced(), notReproduced(), inconclusive(), control()];
const colour = false;

test.each([80, 100])('in %d columns no line is longer, but for commands, which are there to be copied', (width) => {
  for (const report of samples) {
    const commands = report.findings.map(({ command }) => `  ${command}`);
    const lines = terminalVerdict(report, { colour, width }).split('\n');
    expect(lines.filter((line) => line.length > width && !commands.includes(line))).toEqual([]);
    for (const command of commands) expect(lines).toContain(command);
  }
  const lines = terminalSummary(samples, { colour, width }).split('\n');
  expect(lines.filter((line) => line.length > width)).toEqual([]);
  expect(lines).toHaveLength(samples.length);
});

test('the block says outcome, reason, both figures, checks, cause and advice', () => {
  const block = terminalVerdict(notReproduced(), { colour });
  for (const said of [
    'T5 Canary release: ✗ not reproduced',
    'failed twice: One request of ten goes to v2',
    'source saw  89 % / 11 % in Kiali',
    'we saw      0 of 2 000 requests at v2 again',
    '✗✗ One request of ten goes to v2',
    '✓✓ Client, proxies and services',
    'cause       subset: Subset v2 of machine-learning has no endpoints',
    'so          hold.',
  ])
    expect(block).toContain(said);
});

test('colours come only when asked for, and say nothing that signs do not', () => {
  for (const report of samples) {
    const plain = terminalVerdict(report, { colour: false });
    const coloured = terminalVerdict(report, { colour: true });
    expect(plain).toBe(stripVTControlCharacters(plain));
    expect(coloured).not.toBe(plain);
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  }
  expect(terminalSummary(samples, { colour: true })).toContain('\u001b[31m✗ not reproduced');
  expect(terminalSummary(samples, { colour: true })).toContain('\u001b[32m✓ not reproduced');
});

describe.each([...hostileTexts.entries()])('with hostile text %d everywhere', (_, hostile) => {
  test('nothing reaches the terminal that steers it', () => {
    const report = withHostileTexts(notReproduced(), hostile);
    const said = terminalVerdict(report, { colour }) + terminalSummary([report], { colour });
    // oxlint-disable-next-line no-control-regex
    expect(said).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});
