import { expect, test } from 'vitest';
import { renderReport } from '../src/report/html/render.ts';
import { reproduced } from './report-samples.ts';

test("who has rules of one's own is not led to the right ones", () => {
  const report = reproduced();
  const own = renderReport({ ...report, setting: { ...report.setting, ownRules: true } });
  expect(own).toContain('(rules of one’s own)');
  expect(own).not.toContain('(istio/scenarios/');
  expect(renderReport(report)).toContain('(istio/scenarios/');
});
