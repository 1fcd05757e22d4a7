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
      return `${model.name} ${kind}: ${value.toFixed(1)} °C, expected ${expected.lower.toFixed(1)} to ${expected.upper.toFixed(1)}`;
    }
  }
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
