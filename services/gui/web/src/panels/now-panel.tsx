import type { ObservationView } from '@weather/contracts';
import { selectedStation } from '../live/store.ts';
import { ConditionGlyph } from '../weather/conditions.tsx';
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
      <ConditionGlyph word={latest.condition} size={104} />
      <div class="now-temperature">
        {formatTemperature(latest.temperature)}
        <span class="unit">°C</span>
      </div>
      <div class="now-place">
        <h2>{station.name}</h2>
        <p>
          {latest.condition ?? 'condition not measured'} <span class="trend">{formatNumber(trend, { sign: true, width: 5 })}° in 3 h</span>
        </p>
        <p class="muted">
          {formatDegrees(station.latitude, 'N', 'S')} {formatDegrees(station.longitude, 'E', 'W')}, {Math.round(station.elevation)} m
        </p>
      </div>
      <Quantities latest={latest} />
    </section>
  );
}

const formatDegrees = (value: number, positive: string, negative: string) =>
  `${Math.abs(value).toFixed(2)}° ${value < 0 ? negative : positive}`;

function Quantities({ latest }: { latest: ObservationView }) {
  const wind = `${formatNumber(latest.windSpeed, { width: 4 })} m/s ${formatCompass(latest.windFrom)}`;
  return (
    <dl class="quantities">
      <Quantity term="Dew point" value={`${formatTemperature(latest.dewPoint)} °C`} />
      <Quantity term="Humidity" value={`${formatNumber(latest.humidity, { digits: 0, width: 3 })} %`} />
      <Quantity term="Pressure" value={`${formatNumber(latest.pressure, { width: 6 })} hPa`} />
      <Quantity term="Wind" value={wind} />
      <Quantity term="Rain" value={`${formatNumber(latest.precipitation, { width: 4 })} mm`} />
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
