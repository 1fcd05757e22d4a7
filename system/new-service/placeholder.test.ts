import { expect, test } from 'vitest';
import { fill } from './placeholder.ts';

test('every spelling of the name is filled in, and the port', () => {
  const text = 'template-service templateServicePath weather_template_service_total ${TEMPLATE_SERVICE_PORT:-3005}';
  expect(fill(text, 'day-extremes', 7)).toBe(
    'day-extremes dayExtremesPath weather_day_extremes_total ${DAY_EXTREMES_PORT:-3007}',
  );
  expect(fill(text, 'bonus', 5)).toBe('bonus bonusPath weather_bonus_total ${BONUS_PORT:-3005}');
});
