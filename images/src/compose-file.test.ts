import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { environmentFaults } from '../../system/check/service-environment.ts';
import { services as ownServices } from './services.ts';

/** The parts of docker-compose.yml that these tests speak of. */
const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      environment: z.record(z.string(), z.string()).default({}),
      profiles: z.array(z.string()).default([]),
      read_only: z.boolean().optional(),
      cap_drop: z.array(z.string()).optional(),
      container_name: z.string().optional(),
      ports: z.array(z.string()).default([]),
    }),
  ),
});

const text = readFileSync(join(import.meta.dirname, '../../docker-compose.yml'), 'utf8');
const { services } = composeSchema.parse(parse(text, { merge: true }));
const own = Object.entries(services).filter(([, { image }]) => image.startsWith('weather/'));

/** Values as they are when the caller's environment sets nothing. */
function withDefaults(value: string): string {
  const inner = /\$\{\w+(?::?-([^${}]*)|:\+[^${}]*)\}/;
  return inner.test(value) ? withDefaults(value.replace(inner, '$1')) : value;
}

test.each(own)('%s is given nothing that it does not know or would refuse', (name, { environment }) => {
  const values = Object.entries(environment).map(([key, value]) => [key, withDefaults(value)]);
  expect(environmentFaults(name.replace(/-v[12]$/, ''), Object.fromEntries(values))).toEqual([]);
});

test('without a profile every service runs, each locked down', () => {
  const images = new Set(own.map(([, { image }]) => image));
  expect([...images].toSorted()).toEqual(ownServices.map((name) => `weather/${name}:dev`));
  const names = own.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['demonstration', 'machine-learning-v1', 'machine-learning-v2']));
  for (const [name, service] of own) {
    expect(service, name).toMatchObject({ read_only: true, cap_drop: ['ALL'], profiles: [] });
  }
});

test('whatever is published is for this machine alone, and the models can be scaled', () => {
  for (const { ports } of Object.values(services)) for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:/);
  for (const name of ['machine-learning-v1', 'machine-learning-v2']) {
    expect(services[name]!.ports).toEqual([]);
    expect(services[name]!.container_name).toBeUndefined();
  }
});

test('what is not ours comes with the profile observability, at a fixed version', () => {
  const others = Object.entries(services).filter(([, { image }]) => !image.startsWith('weather/'));
  expect(others.map(([name]) => name).toSorted()).toEqual(['grafana', 'jaeger', 'prometheus']);
  for (const [, service] of others) {
    expect(service.profiles).toEqual(['observability']);
    expect(service.image).toMatch(/:v?\d+\.\d+\.\d+$/);
  }
});
