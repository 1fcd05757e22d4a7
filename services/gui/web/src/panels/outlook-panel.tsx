import type { ForecastView, HorizonView, ModelName, Station, StationView } from '@weather/contracts';
import { selectedStation } from '../live/store.ts';
import { ConditionGlyph, conditionWords, likeliest } from '../weather/conditions.tsx';
import { isNight } from '../weather/daylight.ts';
import { formatShare, formatTemperature, formatTime } from '../weather/format.ts';
import { ModelMark } from '../weather/marks.tsx';
import { forecastHours, modelNames } from '../weather/models.ts';
import { Empty, Panel } from './panel.tsx';

/** What each model expects of sky and temperature at each horizon. */
export function OutlookPanel() {
  const view = selectedStation.value;
  const empty = view === undefined || view.forecasts.length === 0;
  return (
    <Panel
      title="Next 24 hours"
      area="outlook"
      table={empty ? undefined : () => <OutlookTable forecasts={view.forecasts} />}
    >
      {empty ? (
        <Empty>No forecast yet. Models answer a station's first observations within seconds.</Empty>
      ) : (
        <Outlook view={view} />
      )}
    </Panel>
  );
}

const horizonOf = (forecasts: ForecastView[], model: ModelName, hours: number) =>
  forecasts.find((forecast) => forecast.model.name === model)?.horizons.find((horizon) => horizon.hours === hours);

function Outlook({ view }: { view: StationView }) {
  return (
    <div class="outlook">
      <div class="outlook-corner" />
      {forecastHours.map((hours) => (
        <div key={hours} class="outlook-hour">
          <b>+{hours} h</b> <span>{formatTime(view.latest.time + hours * 3_600_000)}</span>
        </div>
      ))}
      {modelNames.map((model) => [
        <div key={model} class="outlook-model">
          <ModelMark model={model} /> {model}
        </div>,
        ...forecastHours.map((hours) => (
          <OutlookCell
            key={`${model}${hours}`}
            horizon={horizonOf(view.forecasts, model, hours)}
            place={view.station}
          />
        )),
      ])}
    </div>
  );
}

function OutlookCell({ horizon, place }: { horizon: HorizonView | undefined; place: Station }) {
  const word = likeliest(horizon?.conditions);
  const chance = word === null ? null : horizon?.conditions?.[word];
  return (
    <div class="outlook-cell">
      <div class="outlook-line">
        <ConditionGlyph word={word} size={30} night={horizon !== undefined && isNight(horizon.validTime, place)} />
        <span class="outlook-mean">{`${formatTemperature(horizon?.mean)}°`}</span>
      </div>
      <ProbabilityBar probabilities={horizon?.conditions} />
      <div class="outlook-word">{word === null ? 'no sky forecast' : `${formatShare(chance)} ${word}`}</div>
    </div>
  );
}

/** All conditions side by side, as wide as they are probable. */
function ProbabilityBar({ probabilities }: { probabilities: HorizonView['conditions'] }) {
  let x = 0;
  return (
    <svg class="probabilities" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
      <rect class="probability-none" width="100" height="6" />
      {conditionWords.map((word) => {
        const width = (probabilities?.[word] ?? 0) * 100;
        const start = x;
        x += width;
        return width === 0 ? null : (
          <rect key={word} class={`condition-${word}`} x={start} width={Math.max(0, width - 0.6)} height="6" />
        );
      })}
    </svg>
  );
}

function OutlookTable({ forecasts }: { forecasts: ForecastView[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Model, hours ahead</th>
          <th scope="col">°C</th>
          <th scope="col">90 % interval</th>
          {conditionWords.map((word) => (
            <th key={word} scope="col">
              {word}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {forecasts.flatMap(({ model, horizons }) =>
          horizons.map((horizon) => (
            <tr key={`${model.name}${horizon.hours}`}>
              <th scope="row">
                {model.name}, {horizon.hours} h
              </th>
              <td>{formatTemperature(horizon.mean)}</td>
              <td>
                {formatTemperature(horizon.lower)} to {formatTemperature(horizon.upper)}
              </td>
              {conditionWords.map((word) => (
                <td key={word}>{formatShare(horizon.conditions?.[word])}</td>
              ))}
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}
