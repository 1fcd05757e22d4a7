import { expect, test } from 'vitest';
import { renderReport } from '../src/report/html/render.ts';
import { reproduced } from './report-samples.ts';

const questionOf = (page: string) => /<p class="question">([^<]*)</.exec(page)![1];

test('of an exercise it is said that other numbers took the place of those in the question', () => {
  const ofStudent = (parameters: Record<string, number>) =>
    questionOf(renderReport({ ...reproduced(), exercise: { student: 'Ada', seed: 1, parameters } }));
  expect(ofStudent({ share: 15 })).toContain('the student’s took their place');
  expect(ofStudent({})).toBe(questionOf(renderReport(reproduced())));
});

test("who has rules of one's own is not led to the right ones", () => {
  const report = reproduced();
  const own = renderReport({ ...report, setting: { ...report.setting, ownRules: true } });
  expect(own).toContain('(rules of one’s own)');
  expect(own).not.toContain('(istio/scenarios/');
  expect(renderReport(report)).toContain('(istio/scenarios/');
});
