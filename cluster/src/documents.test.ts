import { expect, test } from 'vitest';
import { documentsIn, joinDocuments, vanished } from './documents.ts';

const service = (name: string) => `apiVersion: v1\nkind: Service\nmetadata:\n  name: ${name}\n  namespace: weather\n`;

test('objects of a file are told apart and put together again', () => {
  const documents = documentsIn(`${service('gui')}---\n${service('grafana')}`);
  expect(documents.map(({ metadata }) => metadata.name)).toEqual(['gui', 'grafana']);
  expect(documentsIn(joinDocuments(documents)).map(({ metadata }) => metadata.name)).toEqual(['gui', 'grafana']);
});

test('what a new file no longer has is found', () => {
  const before = documentsIn(`${service('gui')}---\n${service('grafana')}`);
  expect(vanished(before, documentsIn(service('gui'))).map(({ metadata }) => metadata.name)).toEqual(['grafana']);
});
