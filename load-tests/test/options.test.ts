import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UsageError, parseOptions } from '../src/options.ts';

const parse = (...args: string[]) => parseOptions(args, {}, '/home/someone');

test('a profile alone loads the system of this machine with all stories', () => {
  expect(parse('average')).toMatchObject({
    config: { profile: 'average', stories: ['ingest', 'query', 'forecast', 'day'], guiUrl: 'http://127.0.0.1:3000' },
    mesh: undefined,
    json: false,
  });
});

test('--port is the one of pnpm start, --target the gateway, --in-mesh the services by name', () => {
  expect(parse('smoke', '--port', '4000')?.environment).toMatchObject({
    GUI_URL: 'http://127.0.0.1:4000',
    SIMULATION_URL: 'http://127.0.0.1:4001',
    MESSAGE_QUEUE_URL: 'http://127.0.0.1:4002',
  });
  expect(parse('smoke', '--target', 'http://10.0.0.1')?.config).toMatchObject({
    stories: ['day'],
    simulationUrl: 'http://10.0.0.1',
    messageQueueUrl: undefined,
  });
  expect(parse('smoke', '--in-mesh', '--context', 'minikube')).toMatchObject({
    config: { messageQueueUrl: 'http://message-queue:3001' },
    mesh: { namespace: 'weather', context: 'minikube', image: 'grafana/k6:2.2.0' },
  });
});

test('--context goes before CLUSTER_CONTEXT', () => {
  const environment = { CLUSTER_CONTEXT: 'course' };
  const named = parseOptions(['smoke', '--in-mesh', '--context', 'minikube'], environment, '/home/someone');
  expect(named?.mesh?.context).toBe('minikube');
  expect(parseOptions(['smoke', '--in-mesh'], environment, '/home/someone')?.mesh?.context).toBe('course');
});

test('each run has a name of its own, and variables may give addresses and the image', () => {
  const environment = { MESSAGE_QUEUE_URL: 'http://elsewhere:3001', K6_IMAGE: 'mirror/k6:2.3.0' };
  const options = parseOptions(['smoke', 'query', '--in-mesh', '--out', 'report'], environment, '/home/someone');
  expect(options).toMatchObject({
    config: { messageQueueUrl: 'http://elsewhere:3001', stories: ['query'] },
    mesh: { image: 'mirror/k6:2.3.0' },
    out: join('/home/someone', 'report'),
  });
  expect(options?.config.run).not.toBe(parse('smoke')?.config.run);
});

test.each([
  [[], 'name a profile'],
  [['smoke', '--fast'], '--fast'],
  [['smoke', '--port', '3000', '--in-mesh'], 'exclude each other'],
  [['smoke', '--port', '70000'], '--port must be'],
  [['smoke', '--rate-scale', '-1'], '--rate-scale'],
  [['smoke', '--threshold', 'fast'], '--threshold must be METRIC=EXPRESSION'],
  [['smoke', '--namespace', 'a b'], 'no name of a namespace'],
  [['smoke', 'ingest', '--target', 'http://10.0.0.1'], 'run it in the mesh'],
  [['smoke', 'lunch'], 'STORY must be some of ingest,query,forecast,day'],
])('%j is refused and says why', (args, reason) => {
  expect(() => parse(...args)).toThrow(UsageError);
  expect(() => parse(...args)).toThrow(reason);
});

test('--help is no fault', () => expect(parse('--help')).toBeUndefined());
