import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { providersIn, withProviders, withoutProviders } from './mesh-config.ts';

const mesh = `# kept by hand
accessLogFile: /dev/stdout
defaultConfig:
  discoveryAddress: istiod.istio-system.svc:15012 # as installed
enablePrometheusMerge: true
trustDomain: cluster.local`;

const ours = [
  { name: 'weather-access-log', envoyFileAccessLog: { path: '/dev/stdout' } },
  { name: 'weather-tracing', opentelemetry: { service: 'collector', port: 4317 } },
];
const names = ours.map(({ name }) => name);

const theirs = `${mesh}
extensionProviders:
- name: otel # theirs
  opentelemetry:
    port: 4317
    service: opentelemetry-collector.observability.svc.cluster.local`;

test('what is there stays, comments too, and what is added is found', () => {
  const { mesh: after, added } = withProviders(mesh, ours);
  expect(added).toEqual(names);
  expect(after.startsWith(mesh)).toBe(true);
  expect(providersIn(after)).toEqual(ours);
});

test('taking out again gives back the same text', () => {
  expect(withoutProviders(withProviders(mesh, ours).mesh, names)).toBe(mesh);
});

test("others' providers stay when ours come and go", () => {
  const { mesh: after } = withProviders(theirs, ours);
  expect(providersIn(after).map(({ name }) => name)).toEqual(['otel', ...names]);
  expect(parse(withoutProviders(after, names))).toEqual(parse(theirs));
  expect(after).toContain('# theirs');
});

test('a provider that is there with the same content is not ours', () => {
  const { mesh: there } = withProviders(mesh, [ours[0]!]);
  expect(withProviders(there, ours).added).toEqual(['weather-tracing']);
});

test('a provider of the same name with another content is refused', () => {
  const { mesh: there } = withProviders(mesh, [{ ...ours[0]!, envoyFileAccessLog: { path: '/elsewhere' } }]);
  expect(() => withProviders(there, ours)).toThrow('weather-access-log with another content');
});

test('an empty configuration will do', () => {
  expect(providersIn(withProviders('', ours).mesh)).toEqual(ours);
});

test('what is no YAML is refused', () => {
  expect(() => withProviders('{', ours)).toThrow('is not YAML');
});

test('whatever the configuration, taking out what was added gives its meaning back', () => {
  const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
  const settings = fc.dictionary(fc.stringMatching(/^[a-zA-Z]{1,12}$/), value, { noNullPrototype: true });
  fc.assert(
    fc.property(settings, (document) => {
      const before = stringify(document);
      expect(parse(withoutProviders(withProviders(before, ours).mesh, names))).toEqual(document);
    }),
  );
});
