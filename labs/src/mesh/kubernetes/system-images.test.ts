import { expect, test } from 'vitest';
import type { MeshObject } from '../mesh.ts';
import { asksForSystemImages, withSystemImages } from './system-images.ts';

const workload = (...images: string[]): MeshObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'slow' },
  spec: { replicas: 1, template: { spec: { containers: images.map((image) => ({ name: 'service', image })) } } },
});

const running = ['weather/gui:1', 'registry.example:5000/weather/machine-learning:93d5', 'redis:8'];

test('a workload without a tag runs what the system runs, wherever its registry is', () => {
  expect(withSystemImages(workload('weather/machine-learning', 'redis:8-alpine'), running)).toEqual(
    workload('registry.example:5000/weather/machine-learning:93d5', 'redis:8-alpine'),
  );
  expect(withSystemImages(workload('weather/gui'), running)).toEqual(workload('weather/gui:1'));
});

test('an image with a tag, and what is no workload, stay as they are', () => {
  expect(asksForSystemImages(workload('weather/gui:2'))).toBe(false);
  expect(asksForSystemImages({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'slow' } })).toBe(false);
});

test('an image that the system does not run is told', () => {
  expect(() => withSystemImages(workload('weather/nothing'), running)).toThrow('the system runs no weather/nothing');
});
