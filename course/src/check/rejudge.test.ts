import { labs, type Report } from '@weather/labs';
import { expect, test } from 'vitest';
import { rejudged } from './rejudge.ts';

test('an attempt that was cut short is taken as told: half of its records are no judgement', () => {
  const attempt = { propagation: [], phases: [], checks: [], void: 'a change on the way never became live' };
  const report = { attempts: [attempt], verdict: { outcome: 'inconclusive' } } as unknown as Report;
  for (const lab of labs) {
    const { verdict, problems } = rejudged(lab, report);
    expect(verdict?.outcome).toBe('inconclusive');
    expect(problems).toEqual([]);
  }
});
