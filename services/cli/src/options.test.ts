import { describe, expect, test } from 'vitest';
import { decimalNumber, duration, utcTime, wholeNumber } from './options.ts';

describe('values of options', () => {
  test.each([
    ['1500', 1500],
    ['500ms', 500],
    ['10s', 10_000],
    ['1.5m', 90_000],
    ['1h', 3_600_000],
  ])('%s lasts %d ms', (text, milliseconds) => expect(duration(text)).toBe(milliseconds));

  test.each(['', 's', '-1s', '1d', '1e3', ' 1s'])('%j is no duration', (text) => {
    expect(() => duration(text)).toThrow('It must be a time');
  });

  test('numbers are plain ones within their bounds', () => {
    expect(wholeNumber(0, 10)('7')).toBe(7);
    expect(decimalNumber(-90, 90)('-74.25')).toBe(-74.25);
    for (const text of ['', '0x1', '1e1', 'NaN', 'Infinity', '11']) {
      expect(() => wholeNumber(0, 10)(text)).toThrow('whole number from 0 to 10');
      expect(() => decimalNumber(0, 10)(text)).toThrow('number from 0 to 10');
    }
  });

  test('times are UTC in the end', () => {
    expect(utcTime('2013-07-01')).toBe('2013-07-01T00:00:00Z');
    expect(utcTime('2013-07-01T12:00:00+02:00')).toBe('2013-07-01T10:00:00Z');
    for (const text of ['2013', 'tomorrow', '2013-13-01', '2013-07-01T12:00'])
      expect(() => utcTime(text)).toThrow('RFC 3339');
  });
});
