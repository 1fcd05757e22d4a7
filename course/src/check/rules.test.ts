import { expect, test } from 'vitest';
import { labNamed, type MeshObject, readRules, type Report, scenarioFolder, solved, withValue } from '@weather/labs';
import { stringify } from 'yaml';
import { rulesProblems } from './rules.ts';

const lab = labNamed('abort-fault');
const parameters = { percent: 30 };
const abort = ['spec', 'http', 0, 'fault', 'abort'];

const change = (key: string, value: unknown) =>
  withValue('VirtualService', 'machine-learning-v1', [...abort, ...key.split('.')], value);

const asIs = (objects: readonly MeshObject[]) => [...objects];

const none = () => [];

/** Of a run that applied a student's rules, and in its course those of a folder. */
async function problemsOf(
  atFirst = asIs,
  later = asIs,
  attempts: readonly object[] = [{}],
  spelled: (yaml: string) => string = (yaml) => yaml,
): Promise<string[]> {
  const rulesOf = async (folder?: string) =>
    solved(lab.exercise!, parameters, await readRules(scenarioFolder(`abort-fault/${folder ?? ''}`)), folder);
  const manifests = [
    ...atFirst(await rulesOf()).map((object) => ({
      object: 'VirtualService',
      yaml: spelled(stringify(object)),
    })),
    ...later(await rulesOf('share')).map((object) => ({ object: '', yaml: stringify(object), folder: 'share' })),
  ];
  const report = { setting: { isControl: false }, attempts, manifests } as unknown as Report;
  return (await rulesProblems(lab, parameters, report)).map(({ says }) => says);
}

test('rules that take the place of others of the same name are told from them', async () => {
  expect(await problemsOf()).toEqual([]);
  expect(await problemsOf(asIs, change('percentage.value', 20))).toEqual([
    'In VirtualService machine-learning-v1 of share/, at spec.http.0.fault.abort.percentage.value: how many calls of a hundred fail under the second rule is 20, and has to be 30.',
  ]);
  expect(await problemsOf(change('httpStatus', 503))).toEqual([expect.stringContaining('is 503, and has to be 500')]);
  expect(await problemsOf(asIs, change('httpStatus', 503))).toEqual([
    expect.stringMatching(/of share\/.*the planted mistake is still there/),
  ]);
});

test('of what a run did not get to nothing is said', async () => {
  expect(await problemsOf(change('percentage.value', 10), none, [])).toEqual([
    expect.stringContaining('the planted mistake is still there (one call of ten fails, not each)'),
  ]);
  expect(await problemsOf(asIs, none)).toEqual([expect.stringContaining('is missing, and has to be 30')]);
});

const named = (objects: readonly MeshObject[]) =>
  objects.map((object) => {
    const labels = { of: 'a student' };
    return { ...object, metadata: { ...object.metadata, labels, annotations: labels } };
  });

test('what is written once and named again by an anchor is read', async () => {
  expect(stringify(named([{ apiVersion: 'v1', kind: 'A', metadata: { name: 'a' } }])[0])).toContain('*a1');
  expect(await problemsOf(named, named)).toEqual([]);
});

test('what cannot be read is said to be so, not to be missing, and is not taken for right', async () => {
  const planted = change('percentage.value', 10);
  expect(await problemsOf(planted, asIs, [{}], (yaml) => `${yaml}\n---\n${yaml}`)).toEqual([
    'The manifest VirtualService cannot be read, so that nobody can tell what is in it: hand in the file as the run wrote it.',
  ]);
  const another = (objects: readonly MeshObject[]) => [...planted(objects), { kind: 'None' } as MeshObject];
  expect(await problemsOf(another)).toEqual([
    expect.stringContaining('cannot be read'),
    expect.stringContaining('the planted mistake is still there (one call of ten fails, not each)'),
  ]);
});
