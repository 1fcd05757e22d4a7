import type { ModelName } from '@weather/contracts';
import type uPlot from 'uplot';
import { cssColour } from '../theme.ts';
import { formatDay, formatTime } from '../weather/format.ts';
import { modelNames, models } from '../weather/models.ts';
import type { ChartData } from './chart-data.ts';

/** Values in the order of the series below: times in s, as uPlot counts. */
export function plotData({ times, observed, models: series }: ChartData): uPlot.AlignedData {
  const columns = modelNames.flatMap((name) => {
    const { past, upper, lower, mean } = series[name];
    return [past, upper, lower, mean];
  });
  return [times.map((time) => time / 1000), observed, ...columns];
}

/** Options of the chart; colours are read from the style sheet now. */
export function chartOptions(size: { width: number; height: number }, hooks: uPlot.Hooks.Arrays): uPlot.Options {
  return {
    ...size,
    padding: [10, 28, 0, 0],
    legend: { show: false },
    // The readout is drawn at a point of the data, not at the pointer.
    cursor: { show: false },
    scales: { x: { time: true, range: (_, min, max) => [min, max] }, y: { range: (_, min, max) => [min, max] } },
    axes: axes(),
    series: [{}, observedSeries(), ...modelNames.flatMap(modelSeries)],
    bands: modelNames.map((model) => ({
      series: [firstSeries(model) + 1, firstSeries(model) + 2] as [number, number],
      fill: cssColour(`--${model}-band`),
    })),
    hooks,
  };
}

/** After time and observations, four series per model. */
const firstSeries = (model: ModelName) => 2 + modelNames.indexOf(model) * 4;

const timeLabel = (seconds: number) =>
  seconds % 86_400 === 0 ? formatDay(seconds * 1000) : formatTime(seconds * 1000);

function axes(): uPlot.Axis[] {
  const shared = {
    stroke: cssColour('--muted'),
    font: `12px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: cssColour('--grid'), width: 1 },
    ticks: { stroke: cssColour('--grid'), width: 1, size: 4 },
  };
  return [
    {
      ...shared,
      space: 64,
      size: 30,
      incrs: [3600, 7200, 10_800, 21_600, 43_200, 86_400],
      values: (_, splits) => splits.map(timeLabel),
    },
    {
      ...shared,
      size: 46,
      space: 34,
      values: (_, splits) => splits.map((value) => `${String(value).replace('-', '−')}°`),
    },
  ];
}

function observedSeries(): uPlot.Series {
  return { stroke: cssColour('--observed'), width: 2.25, spanGaps: true, points: { show: false } };
}

function modelSeries(model: ModelName): uPlot.Series[] {
  const colour = cssColour(`--${model}`);
  const { dash } = models[model];
  const edge: uPlot.Series = {
    stroke: cssColour(`--${model}-edge`),
    width: 1,
    dash,
    spanGaps: true,
    points: { show: false },
  };
  return [
    { stroke: colour, width: 1.25, dash, spanGaps: true, points: { show: false } },
    edge,
    edge,
    { stroke: colour, width: 2, dash, spanGaps: true, points: { show: false } },
  ];
}
