import { type Signal, useSignal } from '@preact/signals';
import type { ProblemDetails } from '@weather/contracts';
import { overview } from '../live/store.ts';
import { Empty, Panel } from './panel.tsx';
import { NumberField, SelectField, TextField } from './fields.tsx';
import { requestOf, stationsFault } from './simulation-request.ts';
import { SimulationRow, SimulationTable } from './simulation-row.tsx';

/** Starts and stops simulations; shows those that run and what the last ones did. */
export function SimulationPanel() {
  const items = overview.value?.simulations ?? [];
  const fault = useSignal('');
  const stop = async (id: string) => {
    fault.value = await faultOf(() => fetch(`/api/v1/simulations/${encodeURIComponent(id)}`, { method: 'DELETE' }));
  };
  return (
    <Panel title="Simulations" area="simulations" table={() => <SimulationTable items={items} />}>
      <SimulationForm fault={fault} />
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

/** Asks the server; what it refused, or why it could not be asked, in words. Empty when it did as it was told. */
async function faultOf(ask: () => Promise<Response>): Promise<string> {
  try {
    const response = await ask();
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

function start(form: FormData): Promise<string> {
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(requestOf(form)),
  };
  return faultOf(() => fetch('/api/v1/simulations', request));
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
  ['rate', 'obs/s'],
  ['speed', '× real time'],
] as const;

function SimulationForm({ fault }: { fault: Signal<string> }) {
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    fault.value = stationsFault(form) || (await start(form));
  };
  return (
    <form class="simulation-form" onSubmit={(event) => void submit(event)}>
      <SelectField name="type" label="Type" options={types} />
      <SelectField name="source" label="Source" options={sources} />
      <TextField name="stations" label="Stations" placeholder="3 or JFK,LGA" value="3" pattern="[A-Za-z0-9._, \-]*" />
      <NumberField name="amount" label="Pace" min={0.001} max={10_000_000} value={5} />
      <SelectField name="pace" label="Pace is in" options={paces} />
      <NumberField name="seconds" label="Seconds" min={1} max={86_400} value={60} />
      <NumberField name="threads" label="Threads" min={1} max={64} value={2} step={1} />
      <NumberField name="faults" label="Faults %" min={0} max={100} value={1} />
      <NumberField name="seed" label="Seed" min={0} max={4_294_967_295} step={1} placeholder="drawn" />
      <button type="submit" class="primary">
        Start
      </button>
      <p class="form-error" role="alert">
        {fault.value}
      </p>
    </form>
  );
}
