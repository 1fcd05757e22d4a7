import type { StationView } from '@weather/contracts';

export type Column = 'name' | 'condition' | 'temperature' | 'trend' | 'time';

export type Order = { column: Column; descending: boolean };

/** Where a column begins when it is chosen: names from A, the warmest and the newest first. */
const beginsDescending: Record<Column, boolean> = {
  name: false,
  condition: false,
  temperature: true,
  trend: true,
  time: true,
};

/** The order after a heading was pressed: that column, or the other direction if it was in use already. */
export const pressed = (order: Order, column: Column): Order => ({
  column,
  descending: order.column === column ? !order.descending : beginsDescending[column],
});

/** Below zero when `a` stands before `b`. What is not measured stands last in either direction. */
export function compareStations(a: StationView, b: StationView, { column, descending }: Order): number {
  const [one, other] = [sortValue(a, column), sortValue(b, column)];
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  const difference =
    typeof one === 'number' && typeof other === 'number' ? one - other : String(one).localeCompare(String(other));
  return descending ? -difference : difference;
}

function sortValue(view: StationView, column: Column): string | number | null {
  switch (column) {
    case 'name':
      // Real stations before made-up ones.
      return `${view.station.id.startsWith('synthetic-') ? 1 : 0}${view.station.name} ${view.station.id}`;
    case 'condition':
      return view.latest.condition;
    case 'temperature':
      return view.latest.temperature;
    case 'trend':
      return view.trend;
    case 'time':
      return view.latest.time;
  }
}
