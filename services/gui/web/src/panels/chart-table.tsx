import type { AnomalyView } from '@weather/contracts';
import type { ChartData } from '../charts/chart-data.ts';
import { formatDayTime, formatTemperature } from '../weather/format.ts';
import { modelNames } from '../weather/models.ts';

type Props = { data: ChartData; lead: number; anomalies: AnomalyView[] };

/** What the chart shows, newest first. */
export function ChartTable(props: Props) {
  const { data } = props;
  const indexes = [...data.times.keys()].filter((index) => data.times[index]! >= data.from).toReversed();
  const headings = [
    'Time (UTC)',
    'Observed °C',
    ...modelNames.map((model) => `${model} °C`),
    'Interval v1; v2, anomaly',
  ];
  return (
    <table>
      <thead>
        <tr>
          {headings.map((heading) => (
            <th key={heading} scope="col">
              {heading}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {indexes.map((index) => (
          <Row key={data.times[index]} {...props} index={index} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ data, lead, anomalies, index }: Props & { index: number }) {
  const time = data.times[index]!;
  const isFuture = time > data.now;
  return (
    <tr>
      <th scope="row">{formatDayTime(time)}</th>
      <td>{formatTemperature(data.observed[index])}</td>
      {modelNames.map((model) => (
        <td key={model}>{formatTemperature(data.models[model][isFuture ? 'mean' : 'past'][index])}</td>
      ))}
      <td>{isFuture ? intervals(data, index) : found(anomalies, time) || `said ${lead} h before`}</td>
    </tr>
  );
}

function intervals({ models }: ChartData, index: number): string {
  const range = ({ lower, upper }: ChartData['models']['v1']) =>
    `${formatTemperature(lower[index])} to ${formatTemperature(upper[index])}`;
  return modelNames.map((model) => range(models[model])).join('; ');
}

function found(anomalies: AnomalyView[], time: number): string {
  return anomalies
    .filter((anomaly) => anomaly.time === time)
    .map(({ kind, model }) => `${kind} (${model})`)
    .join(', ');
}
