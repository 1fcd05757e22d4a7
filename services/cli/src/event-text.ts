import { eventTypes, type ObservationResult, type StoredEvent } from '@weather/contracts';

/** An event's type in one word. */
export const shortTypes: Record<string, string> = {
  [eventTypes.observation]: 'observation',
  [eventTypes.forecast]: 'forecast',
  [eventTypes.anomaly]: 'anomaly',
};

/** What an event says, in a few words. */
export function summary(event: StoredEvent): string {
  switch (event.type) {
    case eventTypes.observation:
      return measured(event.data.result);
    case eventTypes.forecast: {
      const { model, horizons } = event.data;
      const ahead = horizons.flatMap(({ horizon, air_temperature: t }) =>
        t ? [`+${horizon} h ${t.mean.toFixed(1)} °C`] : [],
      );
      return `${model.name} ${ahead.join(', ')}`;
    }
    case eventTypes.anomaly: {
      const { model, kind, value, expected } = event.data;
      const digits = digitsThatTell(value, [expected.lower, expected.upper]);
      const [shown, lower, upper] = [value, expected.lower, expected.upper].map((number) => number.toFixed(digits));
      return `${model.name} ${kind}: ${shown} °C, expected ${lower} to ${upper}`;
    }
  }
}

/** One digit, or as many as it takes so that rounding does not put a value that lies outside its bounds inside. */
function digitsThatTell(value: number, bounds: readonly number[]): number {
  const tells = (digits: number) =>
    bounds.every((bound) => value === bound || value.toFixed(digits) !== bound.toFixed(digits));
  return [1, 2, 3].find(tells) ?? 4;
}

function measured(result: ObservationResult): string {
  const parts = [
    result.air_temperature && `${result.air_temperature.value.toFixed(1)} °C`,
    result.weather_condition?.word,
    result.relative_humidity && `${result.relative_humidity.value.toFixed(0)} %`,
    result.air_pressure_at_mean_sea_level && `${result.air_pressure_at_mean_sea_level.value.toFixed(1)} hPa`,
    result.wind_speed && `wind ${result.wind_speed.value.toFixed(1)} m/s`,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

export const minute = (time: string) => time.slice(0, 16).replace('T', ' ');
