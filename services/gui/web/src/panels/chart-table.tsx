import type { AnomalyView } from '@weather/contracts';
import type { ChartData } from '../charts/chart-data.ts';
import { formatDayTime, formatTemperature } from '../weather/format.ts';
import { modelNames } from '../weather/models.ts';

type Props = { data: ChartData; lead: number; anomalies: AnomalyView[] };

/** What the chart shows, newest first. */
export function ChartTable(props: Props) {
  const { data, lead } = props;
  const indexes = [...data.times.keys()].filter((index) => data.times[index]! >= data.from).toReversed();
  const modelHeadings = modelNames.flatMap((model) => [`${model} °C`, `${model} 90 %`]);
  return (
    <table>
      <caption>
        {`Hours ahead: what is expected, and within what. Hours past: what each model had said ${lead} h before.`}
      </caption>
      <thead>
        <tr>
          {['Time (UTC)', 'Observed °C', ...modelHeadings, 'Anomaly'].map((heading) => (
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

function Row({ data, anomalies, index }: Props & { index: number }) {
  const time = data.times[index]!;
  const isFuture = time > data.now;
  return (
    <tr>
      <th scope="row">{formatDayTime(time)}</th>
      <td>{formatTemperature(data.observed[index])}</td>
      {modelNames.map((model) => [
        <td key={model}>{formatTemperature(data.models[model][isFuture ? 'mean' : 'past'][index])}</td>,
        <td key={`${model} interval`}>{isFuture && interval(data.models[model], index)}</td>,
      ])}
      <td>{found(anomalies, time)}</td>
    </tr>
  );
}

const interval = ({ lower, upper }: ChartData['models']['v1'], index: number) =>
  lower[index] == null ? '' : `${formatTemperature(lower[index])} to ${formatTemperature(upper[index])}`;

function found(anomalies: AnomalyView[], time: number): string {
  return anomalies
    .filter((anomaly) => anomaly.time === time)
    .map(({ kind, model }) => `${kind} (${model})`)
    .join(', ');
}
