import { describe, expect, it } from 'vitest';
import { SinkNotAllowedError } from './errors.ts';
import { checkSink, parseSinkRules } from './sink-policy.ts';

const rules = parseSinkRules([
  'http://127.0.0.1:*',
  'http://localhost:8080',
  'http://*.weather.svc.cluster.local:3001',
  'http://machine-learning:3001',
  'https://hooks.example.org',
  'http://[fd00::7]:80',
]);

const allowed = [
  'http://127.0.0.1:3003/api/v1/events',
  'http://127.0.0.1/',
  'http://localhost:8080/x?y=1',
  'http://machine-learning:3001/api/v1/events',
  'HTTP://machine-learning:3001/'.replace('HTTP', 'http'),
  'http://a.weather.svc.cluster.local:3001/',
  'https://hooks.example.org/in',
  'http://[fd00::7]/x',
  'http://MACHINE-LEARNING:3001/',
];

const refused = [
  // addresses in disguise
  'http://0177.0.0.1/',
  'http://0x7f.0.0.1/',
  'http://0x7f000001/',
  'http://2130706433/',
  'http://127.1/',
  'http://127.0.1/',
  'http://017700000001/',
  'http://127.0.0.1./',
  'http://127.000.000.001/',
  'http://127.0.0.1%2f@evil/',
  'http://①②⑦.0.0.1/',
  'http://127。0。0。1/',
  'http://0/',
  'http://0.0.0.0:80/',
  // metadata, link-local, multicast
  'http://169.254.169.254/latest/meta-data',
  'http://169.254.169.254.nip.io/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://metadata.google.internal/',
  'http://[fe80::1]/',
  'http://[fe80::1%25eth0]/',
  'http://[fe80::1%eth0]/',
  'http://224.0.0.1/',
  'http://[ff02::1]/',
  'http://255.255.255.255/',
  // IPv6 forms
  'http://[::1]/',
  'http://[::]/',
  'http://[::ffff:127.0.0.1]/',
  'http://[::ffff:7f00:1]/',
  'http://[0:0:0:0:0:ffff:127.0.0.1]/',
  'http://[64:ff9b::7f00:1]/',
  'http://[2002:7f00:1::]/',
  'http://[fd00:0::7]/',
  'http://[FD00:0000::0007]/',
  'http://[fd00::8]/',
  'http://[::127.0.0.1]/',
  'http://[fd00::7/',
  'http://fd00::7/',
  // credentials, backslashes, fragments, blanks, line breaks
  'http://user@127.0.0.1/',
  'http://user:pass@machine-learning:3001/',
  'http://127.0.0.1@evil.example/',
  'http://evil.example#@127.0.0.1/',
  'http://127.0.0.1#@evil.example/',
  'http://127.0.0.1\\@evil.example/',
  'http:\\\\127.0.0.1\\',
  'http:/127.0.0.1/',
  'http:127.0.0.1',
  '//127.0.0.1/',
  ' http://127.0.0.1/',
  'http://127.0.0.1/ ',
  'http://127.0.0.1/\r\nHost: evil',
  'http://127.0.0.1\r\n.evil/',
  'http://127.0\t.0.1/',
  'ht\ntp://127.0.0.1/',
  'http://127.0.0.1/#x',
  'http://machine-learning:3001/a\\b',
  'http://machine-learning%00.evil:3001/',
  'http://machine-learning:3001\u0000/',
  'http://machine-learning:3001/\u00e9',
  // other names, schemes and ports
  'https://machine-learning:3001/',
  'http://machine-learning:3002/',
  'http://machine-learning/',
  'http://machine-learning:03001x/',
  'http://machine-learning:/',
  'http://machine-learning:99999/',
  'http://machine-learning.:3001/',
  'http://machine-learning..:3001/',
  'http://xmachine-learning:3001/',
  'http://machine-learning.evil.example:3001/',
  'http://weather.svc.cluster.local:3001/',
  'http://.weather.svc.cluster.local:3001/',
  'http://evilweather.svc.cluster.local:3001/',
  'http://a.weather.svc.cluster.local.evil.example:3001/',
  'http://a.weather.svc.cluster.local:80/',
  'http://m\u0430chine-learning:3001/',
  'http://machine-learn\u0131ng:3001/',
  'http://localhost/',
  'http://localhost.:8080/',
  'http://LOCALHOST%2e:8080/',
  'ftp://127.0.0.1/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:70/',
  'javascript:alert(1)',
  'data:,x',
  'unix:/var/run/docker.sock',
  'http+unix://127.0.0.1/',
  'ws://127.0.0.1/',
  '',
  'http://',
  'http://*',
  'http://:80/',
  'https://hooks.example.org:8443/',
  'https://hooks.example.org.:443/',
];

const outcome = (sink: string) => {
  try {
    return checkSink(sink, rules);
  } catch (error) {
    return error;
  }
};

describe('the allow list of sinks', () => {
  it.each(allowed)('admits %s', (sink) => {
    expect(checkSink(sink, rules)).toBeInstanceOf(URL);
  });

  it(`refuses each of ${refused.length} tricky URLs`, () => {
    const passed = refused.filter((sink) => !(outcome(sink) instanceof SinkNotAllowedError));
    expect(passed).toEqual([]);
    expect(refused.length).toBeGreaterThanOrEqual(60);
  });

  it.each(['ftp://x', 'http://x:y', 'x', 'http://*', 'http://x/path', 'http://user@x'])(
    'does not take %s as an entry',
    (entry) => {
      expect(() => parseSinkRules([entry])).toThrow(/must look like/);
    },
  );
});
