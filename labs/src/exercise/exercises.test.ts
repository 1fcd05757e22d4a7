import { describe, expect, test } from 'vitest';
import { labs } from '../catalog/index.ts';
import { solved, valueAt } from '../catalog/places.ts';
import { withValue } from '../catalog/changes.ts';
import { readRules, scenarioFolder } from '../runner/scenario.ts';
import { editionOf } from './edition.ts';

const exercises = labs.flatMap((lab) => (lab.exercise === undefined ? [] : [{ name: lab.name, lab, ...lab.exercise }]));

const ofTheThesis = ['round-robin', 'random', 'global-rate-limit', 'local-rate-limit', 'canary', 'circuit-breaker'];
const ofRoutes = ['header-routing', 'traffic-shift', 'mirroring', 'least-request', 'sticky-routing'];
const ofAccess = ['mutual-tls', 'authorization', 'egress'];

test("all of the thesis's labs are exercises, and others", () => {
  const names = exercises.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining([...ofTheThesis, ...ofRoutes, ...ofAccess]));
});

describe.each(exercises)('$name', ({ lab, parameters, blanks, faults }) => {
  const other = Object.fromEntries(Object.entries(parameters).map(([name, { to }]) => [name, to]));
  const usual = Object.fromEntries(Object.entries(parameters).map(([name, one]) => [name, one.usual]));
  const rules = readRules(scenarioFolder(lab.scenario));

  test('its blanks and faults are in places of the scenario, each in one of its own', async () => {
    const objects = await rules;
    for (const place of [...blanks, ...faults]) expect(valueAt(objects, place), place.says).toBeDefined();
    const named = blanks.map(({ kind, name, path }) => `${kind} ${name} ${path.join('.')}`);
    expect(new Set(named).size).toBe(blanks.length);
    for (const { kind, name, path } of faults) expect(named).not.toContain(`${kind} ${name} ${path.join('.')}`);
  });

  test('its faults are faults', async () => {
    for (const fault of faults) expect(valueAt(await rules, fault), fault.says).not.toEqual(fault.wrong);
  });

  test('with the usual numbers its solution is the scenario itself', async () => {
    const objects = await rules;
    const done = solved({ parameters, blanks, faults }, usual, objects);
    for (const blank of blanks) expect(valueAt(done, blank)).toEqual(valueAt(objects, blank));
  });

  test("with a student's numbers each of them stands somewhere in the solution", async () => {
    const done = solved({ parameters, blanks, faults }, other, await rules);
    const values = blanks.map((blank) => valueAt(done, blank));
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

  test('its faults can be planted', async () => {
    const objects = await rules;
    for (const { kind, name, path, wrong } of faults)
      expect(valueAt(withValue(kind, name, path, wrong)(objects), { kind, name, path })).toEqual(wrong);
  });
});
