import { expect, test } from 'vitest';
import { OddAnswerError } from './odd-answer.ts';
import { parseVersion } from './parse-version.ts';

test('the version is what stands between the first two slashes', () => {
  expect(parseVersion('{"version": "9e55809/1.40.0/Clean/RELEASE/BoringSSL", "state": "LIVE"}')).toBe('1.40.0');
});

test.each(['{}', '{"version": "1.40.0"}', 'no JSON'])('%s is odd', (answer) => {
  expect(() => parseVersion(answer)).toThrow(OddAnswerError);
});
