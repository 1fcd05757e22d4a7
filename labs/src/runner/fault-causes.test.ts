import { describe, expect, test } from 'vitest';
import type { Phase } from '../bench/evidence.ts';
import type { Circumstances } from './cause.ts';
import { faultBesideTimeout, faultNotTaken } from './fault-causes.ts';

const delay = { delay: { percentage: { value: 100 }, fixedDelay: '7s' } };

const around = (...http: object[]) =>
  ({
    objects: [
      { kind: 'EnvoyFilter', metadata: { name: 'other' }, spec: {} },
      { kind: 'VirtualService', metadata: { name: 'machine-learning-v1' }, spec: { http } },
    ],
    proxies: [{ replica: { name: 'lab-client-client' } }],
  }) as unknown as Circumstances;

const requestsOn = (...routes: string[]) =>
  [
    {
      proxies: [
        { side: 'client', log: routes.map((route) => ({ route })) },
        { side: 'server', log: [{ route: 'default' }] },
      ],
    },
  ] as unknown as Phase[];

describe('a fault beside a timeout', () => {
  test('is named, as are retries', () => {
    const [finding] = faultBesideTimeout(around({ name: 'patient', fault: delay, timeout: '1s' }), []);
    expect(finding).toMatchObject({
      layer: 'fault',
      evidence: expect.stringContaining('http[0]: fault, and timeout 1s'),
    });
    const retried = { name: 'patient', fault: { abort: {} }, retries: { attempts: 3 } };
    expect(faultBesideTimeout(around({}, retried), [])[0]!.evidence).toContain('http[1]: fault, and retries 3');
  });

  test('is no cause where there is only one of them, or each has a route of its own', () => {
    expect(faultBesideTimeout(around({ fault: delay }, { timeout: '1s' }), [])).toEqual([]);
    expect(faultBesideTimeout(around({ fault: delay, retries: { attempts: 0 } }), [])).toEqual([]);
  });
});

describe('a fault on a route that nobody takes', () => {
  const others = { name: 'others' };
  const jason = { name: 'jason', fault: delay, match: [{ headers: { 'end-user': { exact: 'jason' } } }] };

  test('is named where the match fits no request', () => {
    expect(faultNotTaken(around(jason, others), requestsOn('others', 'others'))).toMatchObject([
      {
        layer: 'route',
        says: expect.stringContaining('its match fits none'),
        evidence: 'routes by requests: others 2',
      },
    ]);
  });

  test('is named where a route for all stands before it', () => {
    const [finding] = faultNotTaken(around(others, jason), requestsOn('others'));
    expect(finding!.says).toContain('others stands before it');
  });

  test('is no cause where it is taken, or nobody has asked', () => {
    expect(faultNotTaken(around(jason, others), requestsOn('jason', 'others'))).toEqual([]);
    expect(faultNotTaken(around(jason, others), [])).toEqual([]);
    expect(faultNotTaken(around({ ...jason, name: undefined }, others), requestsOn('others'))).toEqual([]);
    expect(faultNotTaken(around(others), requestsOn('others'))).toEqual([]);
  });
});
