import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Place } from '../catalog/exercise.ts';
import { inWords, shareInWords } from '../catalog/in-words.ts';
import { labs } from '../catalog/index.ts';
import { solved, valueAt } from '../catalog/places.ts';
import { withValue } from '../catalog/changes.ts';
import { readRules, scenarioFolder } from '../runner/scenario.ts';
import { editionOf } from './edition.ts';
import { solutionOf } from './solution.ts';

const exercises = labs.flatMap((lab) => (lab.exercise === undefined ? [] : [{ name: lab.name, lab, ...lab.exercise }]));

const ofTheThesis = ['round-robin', 'random', 'global-rate-limit', 'local-rate-limit', 'canary', 'circuit-breaker'];
const ofRoutes = ['header-routing', 'traffic-shift', 'mirroring', 'least-request', 'sticky-routing'];
const ofAccess = ['mutual-tls', 'authorization', 'egress'];

test("all of the thesis's labs are exercises, and others", () => {
  const names = exercises.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...ofTheThesis, ...ofRoutes, ...ofAccess]));
});

const nameOf = ({ folder, kind, name, path }: Place) => `${folder} ${kind} ${name} ${path.join('.')}`;

describe.each(exercises)('$name', ({ lab, parameters, blanks, faults }) => {
  const other = Object.fromEntries(Object.entries(parameters).map(([name, { to }]) => [name, to]));
  const usual = Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one.usual]));
  const folders = new Set([...blanks, ...faults].map(({ folder }) => folder));
  const rules = (folder?: string) => readRules(join(scenarioFolder(lab.scenario), folder ?? ''));

  test('its blanks and faults are in places of the scenario, each in one of its own', async () => {
    for (const place of [...blanks, ...faults])
      expect(valueAt(await rules(place.folder), place), place.says).toBeDefined();
    const named = blanks.map(nameOf);
    expect(new Set(named).size).toBe(blanks.length);
    for (const fault of faults) expect(named).not.toContain(nameOf(fault));
  });

  test('its faults are faults', async () => {
    for (const fault of faults) expect(valueAt(await rules(fault.folder), fault), fault.says).not.toEqual(fault.wrong);
  });

  test('its faults are told apart by what they say, which is what a class file holds', () => {
    expect(new Set(faults.map(({ says }) => says)).size).toBe(faults.length);
  });

  test('with the usual numbers its solution is the scenario itself', async () => {
    for (const folder of folders) {
      const objects = await rules(folder);
      expect(solved({ parameters, blanks, faults }, usual, objects, folder)).toEqual(objects);
    }
  });

  test("with a student's numbers each of them stands somewhere in the solution", async () => {
    const solution = await solutionOf(lab, other);
    // With a unit, such as `7s`, where it is a time.
    const values = blanks.map((blank) => Number.parseFloat(String(solution(blank))));
    for (const value of Object.values(other)) expect(values).toContain(value);
  });

  test('numbers that are none of its own are refused', () => {
    expect(() => editionOf(lab, { ...other, strange: 1 })).toThrow('it has no parameter strange');
    for (const [name, { from }] of Object.entries(parameters)) {
      expect(() => editionOf(lab, { ...other, [name]: from - 1 })).toThrow(`${name} is ${from - 1}, and must be from`);
      const { [name]: _, ...rest } = other;
      expect(() => editionOf(lab, rest)).toThrow(`${name} is missing`);
    }
  });

  test("a student's edition asks with the student's numbers, and with no usual one", () => {
    const worded = Object.values(parameters).flatMap((one) => [one.usual, inWords(one.usual), shareInWords(one.usual)]);
    const ends = (['from', 'to'] as const).map((end) =>
      Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one[end]])),
    );
    for (const { question } of ends.map((values) => editionOf(lab, values)))
      for (const word of worded) expect(question).not.toMatch(new RegExp(`\\b${word}\\b`));
  });

  test('its faults can be planted', async () => {
    for (const { folder, kind, name, path, wrong } of faults) {
      const objects = await rules(folder);
      expect(valueAt(withValue(kind, name, path, wrong)(objects), { kind, name, path })).toEqual(wrong);
    }
  });
});

test('the labs on faults, and on what can be seen of requests, are exercises too', () => {
  const ofFaults = ['delay-fault', 'abort-fault', 'timeout', 'retry', 'outlier-detection'];
  const names = exercises.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...ofFaults, 'tracing', 'logs-and-metrics']));
});
