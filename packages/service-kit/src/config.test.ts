import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  ConfigError,
  decimalVariable,
  flagVariable,
  listVariable,
  loadConfig,
  serviceConfigFields,
  wholeNumberVariable,
} from './config.ts';

const schema = z.object({ ...serviceConfigFields, TOKEN: z.string().min(20), WINDOW: wholeNumberVariable(1, 100) });

describe('loadConfig', () => {
  it('fills in what every service shares', () => {
    const config = loadConfig(z.object(serviceConfigFields), { PORT: '3002', PATH: '/bin' });
    expect(config).toMatchObject({
      PORT: 3002,
      HOST: '0.0.0.0',
      LOG_LEVEL: 'info',
      FAULT_ERROR_RATE: 0,
      FORWARD_HEADERS: [],
    });
    expect(config).not.toHaveProperty('PATH');
    expect(config.POD_NAME).not.toBe('');
  });

  it('names every bad variable at once and never its value', () => {
    const env = { PORT: '70000', TOKEN: 'hunter2', WINDOW: 'secret-window', LOG_LEVEL: 'loud' };
    const error = catching(() => loadConfig(schema, env));
    expect(error).toBeInstanceOf(ConfigError);
    const { faults, message } = error as ConfigError;
    expect(faults.map((fault) => fault.split(':')[0])).toEqual(['PORT', 'LOG_LEVEL', 'TOKEN', 'WINDOW']);
    for (const value of ['70000', 'hunter2', 'secret-window', 'loud']) expect(message).not.toContain(value);
  });

  it('says which variable is missing', () => {
    const error = catching(() => loadConfig(schema, { WINDOW: '5' })) as ConfigError;
    expect(error.faults).toEqual(['TOKEN: is missing']);
  });

  it('takes an empty variable for an absent one', () => {
    expect(loadConfig(z.object(serviceConfigFields), { PORT: '' }).PORT).toBe(3001);
    const error = catching(() => loadConfig(schema, { TOKEN: 'x'.repeat(20), WINDOW: '' })) as ConfigError;
    expect(error.faults).toEqual(['WINDOW: is missing']);
  });
});

describe('variables', () => {
  it.each(['', ' ', '0x10', '1e3', '3.0', '+1', 'NaN', 'Infinity', '1 ', '101', '-1', '12345678901234567890'])(
    'takes %j for no whole number from 0 to 100',
    (text) => {
      expect(wholeNumberVariable(0, 100).safeParse(text).success).toBe(false);
    },
  );

  it.each(['', '.5', '1.', '1e-3', 'NaN', '2', '-0.1'])('takes %j for no decimal from 0 to 1', (text) => {
    expect(decimalVariable(0, 1).safeParse(text).success).toBe(false);
  });

  it('reads numbers, flags and lists', () => {
    expect(wholeNumberVariable(-5, 100).parse('-5')).toBe(-5);
    expect(decimalVariable(0, 1).parse('0.25')).toBe(0.25);
    expect(flagVariable.parse('true')).toBe(true);
    expect(flagVariable.parse('false')).toBe(false);
    expect(flagVariable.safeParse('1').success).toBe(false);
    expect(listVariable.parse(' a, b,,c ')).toEqual(['a', 'b', 'c']);
  });
});

function catching(fn: () => unknown): unknown {
  try {
    fn();
  } catch (error) {
    return error;
  }
  return undefined;
}
