import type { AnomalyView } from '@weather/contracts';
import { anomalies, selectStation, stations } from '../live/store.ts';
import { formatDayTime, formatNumber, formatTemperature } from '../weather/format.ts';
import { AnomalyMark } from '../weather/marks.tsx';
import { anomalyKinds } from '../weather/models.ts';
import { Empty, Panel } from './panel.tsx';

const shownRows = 40;

/** Readings that a model did not believe, newest first, and whether a fault had been planted in them. */
export function AnomalyPanel() {
  const list = anomalies.value;
  return (
    <Panel
      title="Anomalies"
      area="anomalies"
      aside={<span class="count">{list.length}</span>}
      table={() => <AnomalyTable list={list} />}
    >
      {list.length === 0 ? (
        <Empty>Every reading was believed so far. A simulation with faults above 0 plants some to find.</Empty>
      ) : (
        // Rows are slots: what is new changes their text instead of pushing them down.
        <ul class="anomalies">
          {list.slice(0, shownRows).map((anomaly, slot) => (
            <AnomalyRow key={slot} anomaly={anomaly} />
          ))}
        </ul>
      )}
    </Panel>
  );
}

const stationName = (id: string) => stations.value.get(id)?.peek().station.name ?? id;

function verdict({ plantedFault, kind }: AnomalyView): { word: string; tone: string } {
  if (plantedFault === null) return { word: 'none planted', tone: 'unknown' };
  return plantedFault === kind
    ? { word: `right: ${plantedFault}`, tone: 'right' }
    : { word: `was ${plantedFault}`, tone: 'near' };
}

function AnomalyRow({ anomaly }: { anomaly: AnomalyView }) {
  const { kind, time, station, model, value, score } = anomaly;
  const { word, tone } = verdict(anomaly);
  return (
    <li>
      <button type="button" class="anomaly" onClick={() => selectStation(station)} title={anomalyKinds[kind].about}>
        <AnomalyMark kind={kind} />
        <span class="anomaly-kind">{kind}</span>
        <span class="anomaly-place">{stationName(station)}</span>
        <span class="anomaly-value">{`${formatTemperature(value)}°`}</span>
        <span class={`anomaly-model model-${model}`}>{model}</span>
        <span class="anomaly-time">{formatDayTime(time)}</span>
        <span class={`verdict verdict-${tone}`}>{word}</span>
        <span class="anomaly-score">{`score ${formatNumber(score, { width: 4 })}`}</span>
      </button>
    </li>
  );
}

function AnomalyTable({ list }: { list: AnomalyView[] }) {
  return (
    <table>
      <thead>
        <tr>
          {['Time (UTC)', 'Station', 'Kind', 'Model', '°C', 'Expected', 'Score', 'Planted'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {list.map((anomaly) => (
          <tr key={`${anomaly.model}${anomaly.id}`}>
            <th scope="row">{formatDayTime(anomaly.time)}</th>
            <td>{stationName(anomaly.station)}</td>
            <td>{anomaly.kind}</td>
            <td>{anomaly.model}</td>
            <td>{formatTemperature(anomaly.value)}</td>
            <td>
              {formatTemperature(anomaly.expectedLower)} to {formatTemperature(anomaly.expectedUpper)}
            </td>
            <td>{formatNumber(anomaly.score)}</td>
            <td>{anomaly.plantedFault ?? 'none'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
