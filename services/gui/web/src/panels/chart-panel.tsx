import { useEffect, useMemo, useState } from 'preact/hooks';
import type { AnomalyView, StationHistory, StationView } from '@weather/contracts';
import { type ChartData, chartData } from '../charts/chart-data.ts';
import { TemperatureChart } from '../charts/temperature-chart.tsx';
import { stationLabel } from '../live/station-names.ts';
import { anomalies, history, selectedStation } from '../live/store.ts';
import { formatDayTime, formatTemperature } from '../weather/format.ts';
import { AnomalyMark, ModelMark } from '../weather/marks.tsx';
import { anomalyKinds, forecastHours, modelNames } from '../weather/models.ts';
import { ChartTable } from './chart-table.tsx';
import { Empty, Panel } from './panel.tsx';

/** The chart follows the stream at most this often: eyes need no more, and each drawing costs. */
const drawIntervalMs = 200;

type Shown = { history: StationHistory; view: StationView };

/** What the chart shows, taken from the live state a few times a second. */
function useShown(): Shown | undefined {
  const [shown, setShown] = useState<Shown>();
  useEffect(() => {
    const take = () => {
      const [view, held] = [selectedStation.peek(), history.peek()];
      if (view === undefined || held?.station !== view.station.id) return;
      setShown((old) => (old?.history === held && old.view === view ? old : { history: held, view }));
    };
    take();
    const interval = matchMedia('(prefers-reduced-motion: reduce)').matches ? 5 * drawIntervalMs : drawIntervalMs;
    const timer = setInterval(take, interval);
    return () => clearInterval(timer);
  }, []);
  return shown;
}

export function ChartPanel() {
  const shown = useShown();
  const [lead, setLead] = useState<number>(3);
  const [time, setTime] = useState<number>();
  const data = useMemo(
    () => (shown === undefined ? undefined : chartData(shown.history, shown.view, lead)),
    [shown, lead],
  );
  const all = anomalies.value;
  const name = shown === undefined ? '' : stationLabel(shown.view.station);
  const id = shown?.view.station.id;
  const marked = useMemo(() => all.filter((anomaly) => anomaly.station === id), [all, id]);
  const found = data?.times.indexOf(time ?? Number.NaN) ?? -1;
  const cursorIndex = found >= 0 ? found : undefined;
  return (
    <Panel
      title="Temperature, °C"
      area="chart"
      aside={<LeadChoice lead={lead} onChange={setLead} />}
      table={data === undefined ? undefined : () => <ChartTable data={data} lead={lead} anomalies={marked} />}
    >
      {data === undefined ? (
        <Empty>No station yet. Start a simulation, or wait for the first observation.</Empty>
      ) : (
        <figure class="chart">
          <Readout data={data} index={cursorIndex} lead={lead} anomalies={marked} />
          <TemperatureChart
            marks={{ data, anomalies: marked, cursorIndex }}
            label={`Temperature of ${name}; arrow keys read values`}
            valueText={spoken(data, cursorIndex ?? data.times.indexOf(data.now))}
            onIndex={(index) => setTime(index === undefined ? undefined : data.times[index])}
          />
          <Legend lead={lead} />
        </figure>
      )}
    </Panel>
  );
}

function LeadChoice({ lead, onChange }: { lead: number; onChange: (lead: number) => void }) {
  return (
    <label class="choice">
      past forecasts, said
      <select value={lead} onChange={(event) => onChange(Number(event.currentTarget.value))}>
        {forecastHours.map((hours) => (
          <option key={hours} value={hours}>
            {hours} h
          </option>
        ))}
      </select>
      before
    </label>
  );
}

function Readout({
  data,
  index,
  lead,
  anomalies: marked,
}: {
  data: ChartData;
  index: number | undefined;
  lead: number;
  anomalies: AnomalyView[];
}) {
  const at = index ?? data.times.indexOf(data.now);
  const time = data.times[at] ?? data.now;
  const isFuture = time > data.now;
  const kinds = [...new Set(marked.filter((anomaly) => anomaly.time === time).map(({ kind }) => kind))];
  return (
    <div class="readout">
      <span class="readout-time">{formatDayTime(time)}</span>
      <span class="readout-item">
        <i class="swatch-observed" /> observed <b>{formatTemperature(data.observed[at])}</b>
      </span>
      {modelNames.map((model) => {
        const { past, mean, lower, upper } = data.models[model];
        const range = isFuture
          ? `${formatTemperature(lower[at])} to ${formatTemperature(upper[at])}`
          : `said ${lead} h before`;
        return (
          <span key={model} class="readout-item">
            <ModelMark model={model} /> {model} <b>{formatTemperature(isFuture ? mean[at] : past[at])}</b>{' '}
            <small>{range}</small>
          </span>
        );
      })}
      <span class="readout-anomaly">
        {kinds.length > 0 && <AnomalyMark kind={kinds[0]!} />}
        <b>{kinds.join(', ')}</b>
      </span>
    </div>
  );
}

function spoken(data: ChartData, at: number): string {
  const time = data.times[at] ?? data.now;
  const parts = modelNames.map((model) => {
    const value = time > data.now ? data.models[model].mean[at] : data.models[model].past[at];
    return `${model} ${formatTemperature(value).trim()}`;
  });
  return `${formatDayTime(time)}: observed ${formatTemperature(data.observed[at]).trim()}, ${parts.join(', ')}`;
}

function Legend({ lead }: { lead: number }) {
  return (
    <figcaption class="legend">
      <span>{`thin: said ${lead} h before`}</span>
      <span>thick: next 24 h, band: 90 %</span>
      {Object.entries(anomalyKinds).map(([kind, { about }]) => (
        <span key={kind} title={about}>
          <AnomalyMark kind={kind as AnomalyView['kind']} /> {kind}
        </span>
      ))}
    </figcaption>
  );
}
