import { expect, test } from 'vitest';
import { type Measured, sizeTable, sizeVerdict } from './table.ts';

const MiB = 2 ** 20;

function measured(change: Partial<Measured> = {}): Measured {
  return {
    key: 'weather/gui-1/service',
    part: 'service',
    workload: 'gui',
    requestedCores: 0.05,
    requestedBytes: 96 * MiB,
    limitBytes: 256 * MiB,
    idle: { cores: 0.002, memoryBytes: 60 * MiB },
    busy: { cores: 0.08, memoryBytes: 80 * MiB },
    ...change,
  };
}

const sidecar = measured({ part: 'sidecar', requestedCores: 0.01, requestedBytes: 40 * MiB });

test('each container has its row, and sums follow', () => {
  expect(sizeTable([measured(), sidecar], '200/s')).toEqual([
    '| Container | CPU idle | CPU at 200/s | CPU requested | memory idle | memory at 200/s | memory requested | memory limit |',
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    '| gui | 2 | 80 | 50 | 60 | 80 | 96 | 256 |',
    '| gui, its sidecar | 2 | 80 | 10 | 60 | 80 | 40 | 256 |',
    '| all services | 2 | 80 | 50 | 60 | 80 | 96 |  |',
    '| all sidecars | 2 | 80 | 10 | 60 | 80 | 40 |  |',
    '| system and Istio | 4 | 160 | 60 | 120 | 160 | 136 |  |',
  ]);
});

test('what asks for little fits the small minikube, beside what Kubernetes itself asks for', () => {
  expect(sizeVerdict([measured(), sidecar])).toEqual([
    expect.stringContaining('fits. Requested are 810 of 2000 millicores and 306 of 3815 MiB'),
  ]);
});

test.each([
  ['CPU', { requestedCores: 1.26 }],
  ['memory', { requestedBytes: 3700 * MiB }],
])('too much %s does not fit', (_, change) => {
  expect(sizeVerdict([measured(change)])[0]).toContain('DOES NOT FIT');
});

test('a container that comes near its limit is named', () => {
  expect(sizeVerdict([measured({ limitBytes: 119 * MiB })])).toContain('gui is within a third of its memory limit.');
});
