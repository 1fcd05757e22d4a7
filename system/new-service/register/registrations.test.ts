import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sectionIn } from '../../docs/operating.ts';
import { editYaml } from '../edit-yaml.ts';
import { gatewayRegistration } from './gateway-route.ts';
import { manualRegistration } from './manual.ts';
import type { Registration } from './registration.ts';
import { registrations } from './registrations.ts';
import { isWorkedOn } from './worked-on.ts';

const textOf = ({ file }: Registration) => readFileSync(join(import.meta.dirname, '../../..', file), 'utf8');

/** The one's name begins as the other's does, and so do their metrics. */
const [short, long] = [
  { name: 'day', portOffset: 6 },
  { name: 'day-extremes', portOffset: 5 },
];

/** Which variables there are is read from the folders of the services, of which there are none here. */
const part = ({ file }: Registration, text: string) =>
  file === manualRegistration.file ? sectionIn(text, 'metrics') : text;

test.each(registrations.map((one, index) => [`${one.file} (${index})`, one] as const))(
  '%s: one service is taken out, and nothing of another whose name begins alike',
  async (_, registration) => {
    const with1 = await registration.add(textOf(registration), long);
    const with2 = await registration.add(with1, short);
    expect(with2).not.toBe(with1);
    expect(part(registration, await registration.remove(with2, short))).toBe(part(registration, with1));
    expect(await isWorkedOn(registration, with2, long)).toBe(false);
    expect(await isWorkedOn(registration, with2, short)).toBe(false);
  },
);

test("a route of the service's name that leads elsewhere stays", async () => {
  const before = editYaml(textOf(gatewayRegistration), () => undefined);
  const page = { name: 'page', portOffset: 5 };
  expect(await gatewayRegistration.remove(await gatewayRegistration.add(before, page), page)).toBe(before);
});

test.each([
  ['docker-compose.yml', 'image: weather/day:dev', 'image: weather/day:dev\n    mem_limit: 1g'],
  ['docker-compose.yml', 'http://day:3001/api/v1/events', 'http://day:3001/api/v1/others'],
  ['k8s/base/message-queue/deployment.yaml', 'http://day:3001/api/v1/events', 'http://day:3001/api/v1/others'],
  ['istio/base/virtual-service.yaml', 'exact: /api/v1/day', 'prefix: /api/v1/day'],
  ['observability/grafana/dashboards/overview.json', '"day: latency"', '"day: how long it takes"'],
])('what somebody changed of it in %s is seen: %s', async (file, written, changed) => {
  const there = registrations.filter((one) => one.file === file);
  let text = textOf(there[0]!);
  for (const one of there) text = await one.add(text, short);
  expect(text).toContain(written);
  const worked = await Promise.all(there.map((one) => isWorkedOn(one, text.replace(written, changed), short)));
  expect(worked).toContain(true);
});
