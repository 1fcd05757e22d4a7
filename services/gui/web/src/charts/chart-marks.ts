import type { AnomalyView } from '@weather/contracts';
import type uPlot from 'uplot';
import { cssColour } from '../theme.ts';
import { anomalyShapes } from '../weather/marks.tsx';
import { modelNames, models } from '../weather/models.ts';
import type { ChartData } from './chart-data.ts';

export type Marks = { data: ChartData; anomalies: AnomalyView[]; cursorIndex: number | undefined };

const pixelRatio = () => devicePixelRatio || 1;

/** The future is shaded, with a line where it begins. */
export function drawNow(plot: uPlot, { data }: Marks): void {
  const { ctx, bbox } = plot;
  const x = plot.valToPos(data.now / 1000, 'x', true);
  ctx.save();
  ctx.fillStyle = cssColour('--future');
  ctx.fillRect(x, bbox.top, bbox.left + bbox.width - x, bbox.height);
  ctx.fillStyle = cssColour('--muted');
  ctx.fillRect(x - pixelRatio() / 2, bbox.top, pixelRatio(), bbox.height);
  ctx.restore();
}

/** Marks over the lines: the horizons of each forecast, the anomalies, and the place of the readout. */
export function drawMarks(plot: uPlot, marks: Marks): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  drawHorizons(plot, marks.data);
  for (const anomaly of marks.anomalies) drawAnomaly(plot, anomaly);
  drawReadout(plot, marks);
  ctx.restore();
}

function drawHorizons(plot: uPlot, data: ChartData): void {
  const { ctx } = plot;
  const radius = 3.6 * pixelRatio();
  for (const model of modelNames) {
    ctx.fillStyle = cssColour(`--${model}`);
    data.models[model].mean.forEach((mean, index) => {
      if (mean === null || data.times[index]! <= data.now) return;
      const x = plot.valToPos(data.times[index]! / 1000, 'x', true);
      const y = plot.valToPos(mean, 'y', true);
      ctx.beginPath();
      if (models[model].marker === 'circle') ctx.arc(x, y, radius, 0, 2 * Math.PI);
      else ctx.rect(x - radius * 0.88, y - radius * 0.88, radius * 1.76, radius * 1.76);
      ctx.fill();
    });
  }
}

function drawAnomaly(plot: uPlot, { time, value, kind }: AnomalyView): void {
  const { ctx } = plot;
  const x = plot.valToPos(time / 1000, 'x', true);
  const y = plot.valToPos(value, 'y', true);
  const radius = 6 * pixelRatio();
  ctx.beginPath();
  for (const [dx, dy] of anomalyShapes[kind]) ctx.lineTo(x + dx * radius, y + dy * radius);
  ctx.closePath();
  ctx.fillStyle = cssColour('--alarm');
  ctx.strokeStyle = cssColour('--panel');
  ctx.lineWidth = 1.5 * pixelRatio();
  ctx.fill();
  ctx.stroke();
}

function drawReadout(plot: uPlot, { data, cursorIndex }: Marks): void {
  const time = cursorIndex === undefined ? undefined : data.times[cursorIndex];
  if (time === undefined) return;
  const { ctx, bbox } = plot;
  ctx.fillStyle = cssColour('--focus');
  ctx.fillRect(plot.valToPos(time / 1000, 'x', true) - pixelRatio() / 2, bbox.top, pixelRatio(), bbox.height);
}
