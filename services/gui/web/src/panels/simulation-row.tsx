import type { SimulationView } from '@weather/contracts';
import { overview } from '../live/store.ts';

function paceOf({ request }: SimulationView): string {
  return request.rate !== undefined ? `${request.rate} obs/s` : `${request.speed ?? 1}× time`;
}

function outcomeOf({ state, account, detail }: SimulationView): string {
  if (account !== null) {
    const faults = account.plantedFaults > 0 ? `, ${account.plantedFaults} faults planted` : '';
    return `${account.acked} acked, ${account.retried} retried, ${account.failed} failed${faults}; seed ${account.seed}`;
  }
  if (state === 'failed') return detail;
  return state === 'stopped' ? 'Stopped before its account was given' : '';
}

export function SimulationRow({ item, onStop }: { item: SimulationView; onStop: () => void }) {
  const { request, state, startedAt } = item;
  const now = overview.value?.serverTime ?? startedAt;
  const share = Math.min(1, Math.max(0, (now - startedAt) / request.duration));
  const name = `${request.source} ${request.type}, ${paceOf(item)}`;
  return (
    <li class={`simulation simulation-${state}`}>
      <span class="simulation-name">
        <b>{state}</b> {name}
      </span>
      {state === 'running' ? (
        <>
          <progress max={1} value={share} aria-label={`Progress of ${name}`} />
          <button type="button" class="quiet" onClick={onStop} aria-label={`Stop ${name}`}>
            Stop
          </button>
        </>
      ) : (
        <span class="simulation-outcome">{outcomeOf(item)}</span>
      )}
    </li>
  );
}

export function SimulationTable({ items }: { items: SimulationView[] }) {
  return (
    <table>
      <thead>
        <tr>
          {['Simulation', 'State', 'Sent', 'Acked', 'Retried', 'Failed'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {items.map((item) => (
          <tr key={item.id}>
            <th scope="row">
              {item.request.source} {item.request.type}, {paceOf(item)}
            </th>
            <td>{item.state}</td>
            <td>{item.account?.sent ?? '–'}</td>
            <td>{item.account?.acked ?? '–'}</td>
            <td>{item.account?.retried ?? '–'}</td>
            <td>{item.account?.failed ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
