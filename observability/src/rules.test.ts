import { execFile, execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../prometheus');
const manual = join(import.meta.dirname, '../../docs/operating.md');

const alertsSchema = z.strictObject({
  groups: z.array(
    z.strictObject({
      name: z.string(),
      rules: z.array(
        z.strictObject({
          alert: z.string(),
          expr: z.string(),
          for: z.string().optional(),
          labels: z.strictObject({ severity: z.enum(['critical', 'warning', 'info']) }),
          annotations: z.strictObject({
            summary: z.string().min(10),
            description: z.string().min(40),
            runbook_url: z.string().startsWith('docs/operating.md#'),
          }),
        }),
      ),
    }),
  ),
});

const ruleTestsSchema = z.looseObject({
  tests: z.array(
    z.looseObject({
      alert_rule_test: z.array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.unknown()) })).default([]),
    }),
  ),
});

const alerts = alertsSchema
  .parse(parse(readFileSync(join(folder, 'rules/alerts.yml'), 'utf8')))
  .groups.flatMap(({ rules }) => rules);

function hasPromtool(): boolean {
  try {
    execFileSync('promtool', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('rules are not tried: there is no promtool on the PATH (it comes with Prometheus)');
    return false;
  }
}

test('every alert says what to do: its runbook is a heading of the manual', () => {
  const headings = readFileSync(manual, 'utf8').matchAll(/^#+ (.+)$/gm);
  const anchors = new Set([...headings].map(([, text]) => text!.toLowerCase().replaceAll(' ', '-')));
  const missing = alerts.filter(({ annotations }) => !anchors.has(annotations.runbook_url.split('#')[1]!));
  expect(missing.map(({ alert }) => alert)).toEqual([]);
});

test('every alert is tried both ways: once it fires, once it keeps silent', () => {
  const tried = globSync('tests/*.yml', { cwd: folder })
    .map((file) => ruleTestsSchema.parse(parse(readFileSync(join(folder, file), 'utf8'))))
    .flatMap(({ tests }) => tests)
    .flatMap(({ alert_rule_test }) => alert_rule_test);
  const named = (fires: boolean) =>
    new Set(tried.filter((one) => one.exp_alerts.length > 0 === fires).map(({ alertname }) => alertname));
  expect(alerts.map(({ alert }) => alert).filter((name) => !named(true).has(name) || !named(false).has(name))).toEqual(
    [],
  );
});

// Every rule over minutes to hours of made-up figures, sixty times: ten seconds of work.
test.skipIf(!hasPromtool())(
  'Prometheus takes the rules, and they do what their tests say',
  async () => {
    const promtool = (...args: string[]) => promisify(execFile)('promtool', args, { cwd: folder });
    await promtool('check', 'rules', ...globSync('rules/*.yml', { cwd: folder }));
    await promtool('check', 'config', 'prometheus.yml');
    const { stdout } = await promtool('test', 'rules', ...globSync('tests/*.yml', { cwd: folder }));
    expect(stdout).toContain('SUCCESS');
  },
  180_000,
);
