import { expect, test } from 'vitest';
import { recorded } from '../../test/recorded.ts';
import { parseCertificates } from './parse-certificates.ts';

test("a proxy's own certificate names its workload; it is listed several times, and told once", () => {
  expect(parseCertificates(recorded('certs.json'))).toEqual([
    {
      identity: 'spiffe://cluster.local/ns/weather/sa/model-reader',
      serial: '75fef278d9dd87f3556f4daa0424dc54',
      validFrom: '2026-11-21T21:08:40Z',
      expires: '2026-11-22T21:10:40Z',
    },
  ]);
});

test('of a proxy without a certificate nothing is told', () => {
  expect(parseCertificates('{"certificates": []}')).toEqual([]);
  expect(parseCertificates('{"certificates": [{"ca_cert": []}]}')).toEqual([]);
});

test('an odd answer is told from a good one', () => {
  expect(() => parseCertificates('invalid path.')).toThrow(/the answer to certs is no JSON/);
  expect(() => parseCertificates('{}')).toThrow(/the answer to certs is not as expected/);
});
