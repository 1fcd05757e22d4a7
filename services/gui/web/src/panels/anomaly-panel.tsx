import type { AnomalyView } from '@weather/contracts';
import { stationLabelOf } from '../live/station-names.ts';
import { anomalies, selectStation, shownAnomalies } from '../live/store.ts';
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
      aside={`${list.length < shownAnomalies ? list.length : `${shownAnomalies}+`}, and what was planted`}
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

type Verdict = { word: string; tone: string; about: string };

/** What the model said, held against the fault that the simulation planted in the reading. */
function verdict({ plantedFault, kind }: AnomalyView): Verdict {
  if (plantedFault === null)
    return {
      word: 'none planted',
      tone: 'unknown',
      about: 'The simulation planted no fault here: a false alarm, or true weather that no model expected',
    };
  if (plantedFault === kind)
    return {
      word: '✓ as planted',
      tone: 'right',
      about: `The simulation planted a ${kind} here: found and named`,
    };
  return {
    word: `≠ planted ${plantedFault}`,
    tone: 'near',
    about: `The simulation planted a ${plantedFault} here: found, but taken for a ${kind}`,
  };
}

function AnomalyRow({ anomaly }: { anomaly: AnomalyView }) {
  const { kind, time, station, model, value, score } = anomaly;
  const { word, tone, about } = verdict(anomaly);
  return (
    <li>
      <button type="button" class="anomaly" onClick={() => selectStation(station)} title={anomalyKinds[kind].about}>
        <AnomalyMark kind={kind} />
        <span class="anomaly-kind">{kind}</span>
        <span class="anomaly-place">{stationLabelOf(station)}</span>
        <span class="anomaly-value">{`${formatTemperature(value)}°`}</span>
        <span class={`anomaly-model model-${model}`}>{model}</span>
        <span class="anomaly-time">{formatDayTime(time)}</span>
        <span class={`verdict verdict-${tone}`} title={about}>
          {word}
        </span>
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
          {['Time (UTC)', 'Station', 'Found', 'Planted', '°C', 'Expected', 'Score'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {list.map((anomaly) => (
          <tr key={`${anomaly.model}${anomaly.id}`}>
            <th scope="row" class="wraps">
              {formatDayTime(anomaly.time)}
            </th>
            <td class="wraps">{stationLabelOf(anomaly.station)}</td>
            <td class="wraps">
              {anomaly.kind} by {anomaly.model}
            </td>
            <td>{anomaly.plantedFault ?? 'none'}</td>
            <td>{formatTemperature(anomaly.value)}</td>
            <td class="wraps">
              {formatTemperature(anomaly.expectedLower)} to {formatTemperature(anomaly.expectedUpper)}
            </td>
            <td>{formatNumber(anomaly.score)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
