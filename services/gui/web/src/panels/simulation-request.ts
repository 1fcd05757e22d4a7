/** The stations that can be replayed; a request for others is answered by the page. */
export const replayStations = ['EWR', 'JFK', 'LGA'] as const;

/** As the simulation service makes them up: so many of each seed. */
const mostSynthetic = 500;

/** The values of the form as the server takes them; empty fields are left to the server's defaults. */
export function requestOf(form: FormData): Record<string, unknown> {
  const text = (name: string) => textOf(form, name);
  const optional = (name: string, value: unknown) => (text(name) === '' ? {} : { [name]: value });
  return {
    type: text('type'),
    source: text('source'),
    duration: Math.round(Number(text('seconds')) * 1000),
    threads: Number(text('threads')),
    [text('pace')]: Number(text('amount')),
    faults: Number(text('faults')) / 100,
    // A replay from its beginning would only repeat what is stored.
    resume: text('source') === 'replay',
    ...optional('stations', stationsOf(form)),
    ...optional('seed', Number(text('seed'))),
  };
}

const textOf = (form: FormData, name: string) => String(form.get(name) ?? '').trim();

const stationsOf = (form: FormData) => textOf(form, 'stations').replaceAll(/\s+/g, '');

/** What is wrong with the stations that were asked for, in words; empty when nothing is. */
export function stationsFault(form: FormData): string {
  const asked = stationsOf(form);
  const isReplay = textOf(form, 'source') === 'replay';
  if (asked === '') return '';
  if (/^[0-9]+$/.test(asked)) {
    const most = isReplay ? replayStations.length : mostSynthetic;
    if (Number(asked) >= 1 && Number(asked) <= most) return '';
    return isReplay
      ? `Only ${most} stations can be replayed: ${replayStations.join(', ')}.`
      : `Stations: a number from 1 to ${most}.`;
  }
  const unknown = asked.split(',').find((id) => !(isReplay ? isReplayed(id) : isSynthetic(id)));
  if (unknown === undefined) return '';
  if (isReplay) return `No station “${unknown}” to replay; there are ${replayStations.join(', ')}.`;
  return isReplayed(unknown)
    ? `${unknown} is a station of the replay: choose it as the source.`
    : `No station “${unknown}”: give a number, or ids such as synthetic-7-1.`;
}

const isReplayed = (id: string) => replayStations.some((known) => known === id);

const isSynthetic = (id: string) => {
  const [, number] = /^synthetic-[0-9]{1,10}-([1-9][0-9]{0,2})$/.exec(id) ?? [];
  return number !== undefined && Number(number) <= mostSynthetic;
};
