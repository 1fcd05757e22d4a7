import type { AnomalyKind, ModelName } from '@weather/contracts';

/** Shapes of the kinds of anomaly within a box from -1 to 1; the chart draws the same ones on its canvas. */
export const anomalyShapes: Record<AnomalyKind, readonly (readonly [number, number])[]> = {
  spike: [[0, -1], [1, 0.85], [-1, 0.85]],
  stuck: [[-0.85, -0.85], [0.85, -0.85], [0.85, 0.85], [-0.85, 0.85]],
  drift: [[0, -1.1], [1.1, 0], [0, 1.1], [-1.1, 0]],
  jump: [
    [-0.35, -1], [0.35, -1], [0.35, -0.35], [1, -0.35], [1, 0.35], [0.35, 0.35],
    [0.35, 1], [-0.35, 1], [-0.35, 0.35], [-1, 0.35], [-1, -0.35], [-0.35, -0.35],
  ],
}; // prettier-ignore

/** Mark of a kind of anomaly. */
export function AnomalyMark({ kind }: { kind: AnomalyKind }) {
  const points = anomalyShapes[kind].map(([x, y]) => `${7 + x * 5},${7 + y * 5}`).join(' ');
  return (
    <svg class="anomaly-mark" width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
      <polygon points={points} />
    </svg>
  );
}

/** Line and marker of a model, as the legend and the chart show it. */
export function ModelMark({ model }: { model: ModelName }) {
  return (
    <svg class={`model-mark model-${model}`} width="26" height="12" viewBox="0 0 26 12" aria-hidden="true">
      <path d="M1 6h24" stroke-dasharray={model === 'v1' ? '5 3' : undefined} />
      {model === 'v1' ? <circle cx="13" cy="6" r="3.4" /> : <rect x="9.8" y="2.8" width="6.4" height="6.4" />}
    </svg>
  );
}
