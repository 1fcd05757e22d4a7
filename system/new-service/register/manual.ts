import { createMetrics } from '@weather/service-kit';
import { configSchemas } from '../../check/config-schemas.ts';
import { configurationTables } from '../../docs/configuration.ts';
import { changeMetricsTable, metricsTable, sectionIn, withSection } from '../../docs/operating.ts';
import { fill } from '../placeholder.ts';
import { configSchema } from '../template/service/src/config.ts';
import { createInstruments } from '../template/service/src/metrics.ts';
import type { Registration } from './registration.ts';

/** Rows of the service's own metrics, as the template's instruments describe themselves. */
async function metricRows(name: string): Promise<string[]> {
  const metrics = createMetrics(name, { processMetrics: false });
  createInstruments(metrics, () => 0);
  const table = metricsTable([await metrics.registry.metrics()]);
  const rows: string[] = [];
  changeMetricsTable(table, (found) => (rows.push(...found), found));
  return rows.map((row) => fill(row, name, 0));
}

/** The manual's tables of variables and of metrics. */
export const manualRegistration: Registration = {
  file: 'docs/operating.md',
  async add(text, { name }) {
    const rows = await metricRows(name);
    const metrics = changeMetricsTable(sectionIn(text, 'metrics'), (others) => [...others, ...rows]);
    const configuration = configurationTables({ ...configSchemas, [name]: configSchema });
    return withSection(withSection(text, 'configuration', configuration), 'metrics', metrics);
  },
  async remove(text, { name }) {
    const rows = new Set(await metricRows(name));
    const { [name]: _, ...others } = configSchemas;
    const metrics = changeMetricsTable(sectionIn(text, 'metrics'), (all) => all.filter((row) => !rows.has(row)));
    return withSection(withSection(text, 'configuration', configurationTables(others)), 'metrics', metrics);
  },
};
