import { expect, test } from 'vitest';
import { spansIn } from '../../istio/scenarios/span-collector/otlp-spans.ts';

/** A field of a protobuf message that holds bytes. */
const field = (number: number, ...content: (Buffer | string)[]): Buffer => {
  const bytes = Buffer.concat(content.map((part) => (typeof part === 'string' ? Buffer.from(part) : part)));
  const length = bytes.length < 128 ? [bytes.length] : [(bytes.length % 128) + 128, Math.floor(bytes.length / 128)];
  return Buffer.concat([Buffer.from([number * 8 + 2, ...length]), bytes]);
};
const keyValue = (key: string, value: string) => [field(1, key), field(2, field(1, value))];

const kind = Buffer.from([6 * 8, 2]);
const startTime = Buffer.concat([Buffer.from([7 * 8 + 1]), Buffer.alloc(8, 255)]);

const span = (id: string, parent: string) =>
  field(
    2,
    field(1, Buffer.from('4bf92f3577b34da6a3ce929d0e0e4736', 'hex')),
    field(2, Buffer.from(id, 'hex')),
    ...(parent === '' ? [] : [field(4, Buffer.from(parent, 'hex'))]),
    field(5, 'simulation:3001/*'),
    kind,
    startTime,
    field(9, ...keyValue('guid:x-request-id', 'request-1')),
  );

test('spans are read from what OTLP sends, whatever else stands there', () => {
  const resource = field(1, field(1, ...keyValue('service.name', 'gui.weather')));
  const scope = field(1, field(1, 'envoy'));
  const message = field(
    1,
    resource,
    field(2, scope, span('00f067aa0ba902b7', ''), span('00f067aa0ba902b8', '00f067aa0ba902b7')),
  );
  const common = { service: 'gui.weather', traceId: '4bf92f3577b34da6a3ce929d0e0e4736', name: 'simulation:3001/*' };
  const attributes = { 'guid:x-request-id': 'request-1' };
  expect(spansIn(message)).toEqual([
    { ...common, attributes, spanId: '00f067aa0ba902b7', parentId: '' },
    { ...common, attributes, spanId: '00f067aa0ba902b8', parentId: '00f067aa0ba902b7' },
  ]);
});

test('what is no protobuf is refused', () => {
  expect(() => spansIn(Buffer.from('{"json": true}'))).toThrow('no protobuf');
});
