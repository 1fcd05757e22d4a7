import { z } from 'zod';
import type { Expectation } from '../../bench/expectation.ts';
import { clusterHas, reaches, triesAgain } from '../expectations.ts';

export const service = 'three-models';
export const good = 'three-models-good';
export const bad = 'three-models-bad';

/** As the rule has it; times in s. */
export const rule = { errors: 3, interval: 1, base: 3, mostPercent: 50 };

/** For so long (s) after a change of health Envoy keeps back the next one. Istio leaves it as it is. */
export const mergeWindow = 1;

/** What a setting says of who is thrown out. */
export interface Ejection {
  /** Answers from 500 on, one after the other; 0: these do not count. */
  errors: number;
  mostPercent: number;
}

// What is 0 or false is left out by Envoy, and what stands alone in an object of its own.
const outlierSchema = z.object({
  outlier_detection: z.object({
    consecutive_5xx: z.number().default(5),
    enforcing_consecutive_5xx: z.number().default(100),
    interval: z.string().default('10s'),
    base_ejection_time: z.string().default('30s'),
    max_ejection_percent: z.number().default(10),
  }),
});

/** @param ejection undefined where nobody is thrown out */
export function acts(ejection: Ejection | undefined, lbPolicy = 'ROUND_ROBIN'): Expectation[] {
  return [
    reaches('client', service, [good, bad]),
    triesAgain('client', service, 'never'),
    clusterHas('client', { service }, `is balanced by ${lbPolicy}`, (cluster) =>
      cluster.lbPolicy === lbPolicy ? undefined : `it is balanced by ${cluster.lbPolicy}`,
    ),
    clusterHas('client', { service }, `throws out ${textOf(ejection)}`, ({ raw }) => {
      const found = textOf(ejectionIn(raw));
      return found === textOf(ejection) ? undefined : `it throws out ${found}`;
    }),
  ];
}

function ejectionIn(cluster: unknown): Ejection | undefined {
  const found = outlierSchema.safeParse(cluster).data?.outlier_detection;
  if (found === undefined) return undefined;
  const isCounted = found.enforcing_consecutive_5xx > 0;
  return { errors: isCounted ? found.consecutive_5xx : 0, mostPercent: found.max_ejection_percent };
}

const textOf = (ejection: Ejection | undefined) => {
  if (ejection === undefined) return 'nobody';
  const { errors, mostPercent } = ejection;
  const when = errors === 0 ? 'nobody for what it answers' : `whoever fails ${errors} times in a row`;
  return `${when}, at most ${mostPercent} %`;
};
