/** A small line without axes, from 0 to the largest value. */
export function Sparkline({ values, width, height }: { values: number[]; width: number; height: number }) {
  const top = Math.max(1, ...values);
  const step = width / Math.max(1, values.length - 1);
  const points = values.map(
    (value, index) => `${(index * step).toFixed(1)},${(height - 2 - (value / top) * (height - 4)).toFixed(1)}`,
  );
  return (
    <svg class="sparkline" width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path class="sparkline-base" d={`M0 ${height - 1.5}h${width}`} />
      {points.length > 1 && <polyline points={points.join(' ')} />}
    </svg>
  );
}
