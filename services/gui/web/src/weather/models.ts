import type { ModelName, AnomalyKind } from '@weather/contracts';

/** How each model is told apart everywhere: by colour, dash and marker together. */
export const models: Record<ModelName, { label: string; about: string; dash: number[]; marker: 'circle' | 'square' }> =
  {
    v1: { label: 'v1', about: 'moving average', dash: [6, 4], marker: 'circle' },
    v2: { label: 'v2', about: 'recursive least squares', dash: [], marker: 'square' },
  };

export const modelNames = Object.keys(models) as ModelName[];

export const anomalyKinds: Record<AnomalyKind, { about: string }> = {
  spike: { about: 'one reading far off' },
  stuck: { about: 'the sensor repeats itself' },
  drift: { about: 'a slow departure' },
  jump: { about: 'a lasting step' },
};

export const forecastHours = [1, 3, 6, 12, 24] as const;
