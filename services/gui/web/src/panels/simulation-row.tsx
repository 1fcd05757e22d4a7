import type { SimulationView } from '@weather/contracts';
import { overview } from '../live/store.ts';
import { detailsOf, nameOf, outcomeOf } from './simulation-words.ts';

export function SimulationRow({ item, onStop }: { item: SimulationView; onStop: () => void }) {
  const { request, state, startedAt } = item;
  const now = overview.value?.serverTime ?? startedAt;
  const share = Math.min(1, Math.max(0, (now - startedAt) / request.duration));
  const name = nameOf(item);
  const outcome = outcomeOf(item);
  return (
    <li class={`simulation simulation-${state}`}>
      <span class="simulation-name">
        <b>{state}</b> {name}
      </span>
      <span class="simulation-details">{detailsOf(item)}</span>
      {state === 'running' ? (
        <>
          <progress max={1} value={share} aria-label={`Progress of ${name}`} />
          <button type="button" class="quiet" onClick={onStop} aria-label={`Stop ${name}, ${detailsOf(item)}`}>
            Stop
          </button>
        </>
      ) : (
        <span class="simulation-outcome" title={outcome}>
          {outcome}
        </span>
      )}
    </li>
  );
}

export function SimulationTable({ items }: { items: SimulationView[] }) {
  return (
    <table>
      <thead>
        <tr>
          {['Simulation', 'State', 'Sent', 'Acked', 'Already stored', 'Retried', 'Failed'].map((name) => (
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
              {nameOf(item)}; {detailsOf(item)}
            </th>
            <td>{item.state}</td>
            <td>{item.account?.sent ?? '–'}</td>
            <td>{item.account?.acked ?? '–'}</td>
            <td>{item.account?.duplicates ?? '–'}</td>
            <td>{item.account?.retried ?? '–'}</td>
            <td>{item.account?.failed ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
