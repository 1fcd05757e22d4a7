import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  furtherFolders,
  labNamed,
  labs,
  type Place,
  readRules,
  scenarioFolder,
  solved,
  valueAt,
  type Values,
} from '@weather/labs';
import { mistakeDealt, numbersDrawn } from './draw.ts';
import { handedOut } from './handout.ts';
import { sheetOf } from './sheet.ts';
import { seedOf, startOf, tokenOf } from './token.ts';

const secret = 's'.repeat(32);

describe('tokens and seeds', () => {
  const assigned = { student: 'Ada', lab: 'canary', seed: 7, parameters: { share: 15 } };
  const token = tokenOf(secret, assigned);

  test('a token is another one for another student, lab, seed, number or secret', () => {
    const others = [
      tokenOf(secret, { ...assigned, student: 'Bob' }),
      tokenOf(secret, { ...assigned, lab: 'random' }),
      tokenOf(secret, { ...assigned, seed: 8 }),
      tokenOf(secret, { ...assigned, parameters: { share: 16 } }),
      tokenOf('t'.repeat(32), assigned),
    ];
    expect(new Set([token, ...others]).size).toBe(6);
    expect(tokenOf(secret, { ...assigned })).toBe(token);
    expect(token).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a seed is always the same, and such that a run takes it', () => {
    expect(seedOf(secret, 'Ada', 'canary')).toBe(seedOf(secret, 'Ada', 'canary'));
    expect(seedOf(secret, 'Ada', 'canary')).not.toBe(seedOf(secret, 'Bob', 'canary'));
    for (let student = 0; student < 50; student++)
      expect(seedOf(secret, `student ${student}`, 'random')).toBeLessThan(1_000_000_000);
  });
});

const exercises = labs.flatMap((lab) =>
  lab.exercise === undefined ? [] : [{ name: lab.name, lab, exercise: lab.exercise }],
);

describe.each(exercises)('$name', ({ lab, exercise }) => {
  const sheetFor = (parameters: Values) =>
    sheetOf({ student: 'Ada', lab, exercise, parameters, folder: `ada/${lab.name}` });
  const draws = Array.from({ length: 4000 }, (_, seed) => numbersDrawn(exercise, seed));

  test('numbers are within their ranges and never the usual ones, and all of them are drawn', () => {
    for (const [name, { from, to, usual }] of Object.entries(exercise.parameters)) {
      const values = draws.map((parameters) => parameters[name]!);
      expect(values).not.toContain(usual);
      expect(Math.min(...values)).toBe(from);
      expect(Math.max(...values)).toBe(to);
    }
  });

  test('every mistake is dealt once in each round, and rounds begin at different ones', () => {
    const { faults } = exercise;
    const rounds = Array.from({ length: 30 }, (_, round) =>
      faults.map((_fault, at) =>
        mistakeDealt(exercise, round * faults.length + at, (of) => startOf(secret, lab.name, of)),
      ),
    );
    for (const dealt of rounds) expect(new Set(dealt)).toEqual(new Set(faults));
    expect(new Set(rounds.map(([first]) => first))).toEqual(new Set(faults));
  });

  test('what is handed out has blanks and the mistake, and is else the solution', async () => {
    const parameters = draws[0]!;
    const scenario = scenarioFolder(lab.scenario);
    for (const folder of [undefined, ...(await furtherFolders(scenario))]) {
      const rules = await readRules(join(scenario, folder ?? ''));
      const isHere = (place: Place) => place.folder === folder;
      for (const fault of exercise.faults) {
        const out = handedOut({ lab, exercise, parameters, fault }, rules, folder);
        for (const blank of exercise.blanks.filter(isHere)) expect(valueAt(out, blank)).toBe('___');
        for (const here of [fault].filter(isHere)) expect(valueAt(out, here)).toBe(here.wrong);
        expect(out.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual(
          solved(exercise, parameters, rules, folder).map(({ kind, metadata }) => `${kind} ${metadata.name}`),
        );
      }
    }
  });

  test('the sheet tells the numbers, the blanks and what to type, and not the mistake', () => {
    const parameters = draws[1]!;
    const sheet = sheetFor(parameters);
    for (const value of Object.values(parameters)) expect(sheet).toContain(`**${value}**`);
    for (const { says } of exercise.blanks) expect(sheet).toContain(says);
    expect(sheet).toContain(
      `pnpm lab run ${lab.name} --exercise ada/${lab.name}/exercise.json --rules ada/${lab.name}/rules`,
    );
    for (const { says } of exercise.faults) expect(sheet).not.toContain(says);
  });

  test('the sheet names no control, and nothing that gives a mistake of this lab away', () => {
    const sheet = sheetFor(Object.fromEntries(Object.entries(exercise.parameters).map(([name, { to }]) => [name, to])));
    expect(sheet).not.toMatch(/\(control |\(lab /);
    for (const beginning of exercise.faults.flatMap(({ toldBy }) => toldBy ?? [])) {
      expect(lab.since.filter((text) => text.startsWith(beginning))).toHaveLength(1);
      expect(sheet).not.toContain(beginning);
    }
  });

  test('the sheet names the file of each blank, and where it is said what may stand there', () => {
    const sheet = sheetFor(draws[0]!);
    for (const { kind } of exercise.blanks) expect(sheet).toMatch(new RegExp(`^- ${kind}: https://`, 'm'));
  });

  test.each(['from', 'to'] as const)("it asks, and tells what it does, with the student's numbers (%s)", (end) => {
    const parameters = Object.fromEntries(Object.entries(exercise.parameters).map(([name, one]) => [name, one[end]]));
    const { question, since } = exercise.under(parameters);
    expect(sheetFor(parameters)).toContain(`**Question.** ${question}\n`);
    const others = lab.since.filter((text) => !since.includes(text));
    for (const text of others) expect(sheetFor(parameters)).not.toContain(text);
  });
});

test.each([
  ['sticky-routing', { ringSize: 256 }, 'the size of the ring instead (256)'],
  ['sticky-routing', { ringSize: 300 }, 'have 75 points each in place of 100'],
  ['local-rate-limit', { perMinute: 5 }, 'let through five requests a minute'],
  ['local-rate-limit', { perMinute: 15 }, 'one token every 4 s'],
  ['global-rate-limit', { perMinute: 2 }, 'let two simulations a minute through'],
  ['canary', { share: 20 }, 'Do 20 % of the requests go to the new model'],
])('the sheet of %s with %j says "%s"', (name, parameters, says) => {
  const lab = labNamed(name);
  expect(sheetOf({ student: 'Ada', lab, exercise: lab.exercise!, parameters, folder: `ada/${name}` })).toContain(says);
});
