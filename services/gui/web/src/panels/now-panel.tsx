import type { ObservationView, Station } from '@weather/contracts';
import { stationLabel } from '../live/station-names.ts';
import { selectedStation } from '../live/store.ts';
import { ConditionGlyph } from '../weather/conditions.tsx';
import { isNight } from '../weather/daylight.ts';
import { formatCompass, formatNumber, formatTemperature } from '../weather/format.ts';
import { Empty } from './panel.tsx';

/** The selected station, to be read from across the room. */
export function NowPanel() {
  const view = selectedStation.value;
  if (view === undefined) {
    return (
      <section class="panel panel-now" aria-label="Selected station">
        <Empty>Waiting for the first observation.</Empty>
      </section>
    );
  }
  const { station, latest, trend } = view;
  return (
    <section class="panel panel-now" aria-label="Selected station">
      <div class="now">
        <h2>{stationLabel(station)}</h2>
        <ConditionGlyph word={latest.condition} size={104} night={isNight(latest.time, station)} />
        <div class="now-temperature">
          {formatTemperature(latest.temperature)}
          <span class="unit">°C</span>
        </div>
        <div class="now-place">
          <p class="now-condition">{latest.condition ?? 'condition not measured'}</p>
          <p>
            <span class="muted">past 3 h</span> {`${formatNumber(trend, { sign: true, width: 5 })}°`}
          </p>
          <p class="muted">{placeOf(station)}</p>
        </div>
        <Quantities latest={latest} />
      </div>
    </section>
  );
}

const placeOf = ({ latitude, longitude, elevation }: Station) =>
  `${formatDegrees(latitude, 'N', 'S')} ${formatDegrees(longitude, 'E', 'W')}, ${Math.round(elevation)} m`;

const formatDegrees = (value: number, positive: string, negative: string) =>
  `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;

const padded = (value: number | null, digits = 1) => formatNumber(value, { digits, width: 6 });

function Quantities({ latest }: { latest: ObservationView }) {
  const wind = `${padded(latest.windSpeed)} m/s ${formatCompass(latest.windFrom)}`;
  return (
    <dl class="quantities">
      <Quantity term="Dew point" value={`${padded(latest.dewPoint)} °C`} />
      <Quantity term="Humidity" value={`${padded(latest.humidity, 0)} %`} />
      <Quantity term="Pressure" value={`${padded(latest.pressure)} hPa`} />
      <Quantity term="Wind" value={wind} />
      <Quantity term="Rain" value={`${padded(latest.precipitation)} mm`} />
    </dl>
  );
}

function Quantity({ term, value }: { term: string; value: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{value}</dd>
    </div>
  );
}
