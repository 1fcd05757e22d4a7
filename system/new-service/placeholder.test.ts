import { expect, test } from 'vitest';
import { fill } from './placeholder.ts';

const text = 'template-service templateServicePath weather_template_service_total ${TEMPLATE_SERVICE_PORT:-3005}';

test('every spelling of the name is filled in, and the port', () => {
  expect(fill(text, 'day-extremes', 7)).toBe(
    'day-extremes dayExtremesPath weather_day_extremes_total ${DAY_EXTREMES_PORT:-3007}',
  );
  expect(fill(text, 'bonus', 5)).toBe('bonus bonusPath weather_bonus_total ${BONUS_PORT:-3005}');
});

test.each([
  ['svc3005', 'svc3005 svc3005Path weather_svc3005_total ${SVC3005_PORT:-3006}'],
  ['a-3005', 'a-3005 a3005Path weather_a_3005_total ${A_3005_PORT:-3006}'],
  ['template', 'template templatePath weather_template_total ${TEMPLATE_PORT:-3006}'],
  [
    'my-template-service-3005',
    'my-template-service-3005 myTemplateService3005Path weather_my_template_service_3005_total ${MY_TEMPLATE_SERVICE_3005_PORT:-3006}',
  ],
])('what is filled in for %s is not looked through again', (name, filled) => {
  expect(fill(text, name, 6)).toBe(filled);
});
