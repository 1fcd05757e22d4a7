import { useSignal } from '@preact/signals';
import type { ProblemDetails } from '@weather/contracts';
import { overview } from '../live/store.ts';
import { Empty, Panel } from './panel.tsx';
import { NumberField, SelectField, TextField } from './fields.tsx';
import { SimulationRow, SimulationTable } from './simulation-row.tsx';

/** Starts and stops simulations; shows those that run and what the last ones did. */
export function SimulationPanel() {
  const items = overview.value?.simulations ?? [];
  return (
    <Panel title="Simulations" area="simulations" table={() => <SimulationTable items={items} />}>
      <SimulationForm />
      <ul class="simulations" tabIndex={0} aria-label="Simulations started from this page">
        {items.map((item) => (
          <SimulationRow key={item.id} item={item} onStop={() => void stop(item.id)} />
        ))}
        {items.length === 0 && (
          <li>
            <Empty>None was started here yet.</Empty>
          </li>
        )}
      </ul>
    </Panel>
  );
}

async function stop(id: string): Promise<void> {
  await fetch(`/api/v1/simulations/${encodeURIComponent(id)}`, { method: 'DELETE' }).catch(() => undefined);
}

/** The values of the form as the server takes them; empty fields are left to the server's defaults. */
function requestOf(form: FormData): Record<string, unknown> {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const optional = (name: string, value: unknown) => (text(name) === '' ? {} : { [name]: value });
  return {
    type: text('type'),
    source: text('source'),
    duration: Math.round(Number(text('seconds')) * 1000),
    threads: Number(text('threads')),
    [text('pace')]: Number(text('amount')),
    faults: Number(text('faults')) / 100,
    ...optional('stations', text('stations')),
    ...optional('seed', Number(text('seed'))),
  };
}

async function start(form: HTMLFormElement): Promise<string> {
  try {
    const response = await fetch('/api/v1/simulations', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(new FormData(form))),
    });
    if (response.ok) return '';
    const problem = (await response.json()) as ProblemDetails;
    const places = problem.errors
      ?.map(({ pointer, message }) => `${pointer.replace(/^\//, '')}: ${message}`)
      .join('; ');
    return places ?? problem.detail ?? problem.title;
  } catch {
    return 'The page server does not answer. Try again when the badge says live.';
  }
}

const types = [
  ['weather', 'weather'],
  ['temperature', 'temperature'],
] as const;
const sources = [
  ['synthetic', 'synthetic'],
  ['replay', 'replay of 2013'],
] as const;
const paces = [
  ['rate', 'observations/s'],
  ['speed', 'simulated s/s'],
] as const;

function SimulationForm() {
  const error = useSignal('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    error.value = await start(event.currentTarget as HTMLFormElement);
  };
  return (
    <form class="simulation-form" onSubmit={(event) => void submit(event)}>
      <SelectField name="type" label="Type" options={types} />
      <SelectField name="source" label="Source" options={sources} />
      <TextField name="stations" label="Stations" placeholder="3 or JFK,LGA" value="3" pattern="[A-Za-z0-9._,\-]*" />
      <SelectField name="pace" label="Pace in" options={paces} />
      <NumberField name="amount" label="Pace" min={0.001} max={10_000_000} value={5} />
      <NumberField name="seconds" label="Seconds" min={1} max={86_400} value={60} />
      <NumberField name="threads" label="Threads" min={1} max={64} value={2} step={1} />
      <NumberField name="faults" label="Faults %" min={0} max={100} value={1} />
      <NumberField name="seed" label="Seed" min={0} max={4_294_967_295} step={1} placeholder="drawn" />
      <button type="submit" class="primary">
        Start
      </button>
      <p class="form-error" role="alert">
        {error.value}
      </p>
    </form>
  );
}
