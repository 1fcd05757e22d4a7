import { z } from 'zod';
import { templateText } from '../template-files.ts';
import type { Registration } from './registration.ts';

const gridSchema = z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });
const panelSchema = z.looseObject({ id: z.int(), title: z.string(), gridPos: gridSchema });

type Panel = z.output<typeof panelSchema>;

/** Panels as they stand, each with its fields in the order that they have. */
const panelsIn = (panels: unknown): Panel[] =>
  z.array(z.custom<Panel>((panel) => panelSchema.safeParse(panel).success)).parse(panels);

const isOf =
  (name: string) =>
  ({ title }: Panel) =>
    title === name || title.startsWith(`${name}: `);

function change(text: string, of: (panels: Panel[]) => Panel[]): string {
  const dashboard = JSON.parse(text) as { panels: unknown };
  return JSON.stringify({ ...dashboard, panels: of(panelsIn(dashboard.panels)) }, null, 2);
}

/** A row of panels below the others. */
export const dashboardRegistration: Registration = {
  file: 'observability/grafana/dashboards/overview.json',
  add: (text, service) =>
    change(text, (panels) => {
      const below = Math.max(...panels.map(({ gridPos: { y, h } }) => y + h));
      const lastId = Math.max(...panels.map(({ id }) => id));
      const added = panelsIn(JSON.parse(templateText('dashboard-panels.json', service)));
      for (const panel of added) {
        panel.id += lastId;
        panel.gridPos.y += below;
      }
      return [...panels, ...added];
    }),
  remove: (text, { name }) => change(text, (panels) => panels.filter((panel) => !isOf(name)(panel))),
  // Number and height say where among the others they stand.
  entriesOf(text, { name }) {
    const own = panelsIn((JSON.parse(text) as { panels: unknown }).panels).filter(isOf(name));
    return own.map((panel) => ({ ...panel, id: 0, gridPos: { ...panel.gridPos, y: 0 } }));
  },
};
