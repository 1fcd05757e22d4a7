import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

const folder = join(import.meta.dirname, '../prometheus');

const configSchema = z.looseObject({
  global: z.looseObject({}),
  scrape_configs: z.array(z.looseObject({ job_name: z.string() })),
});

/** Something to scrape: its address, and the labels that discovery would have found. */
export type Target = { address: string; labels: Record<string, string> };

/**
 * A configuration of ours with given targets in the place of those that `job` would discover, and a short interval; all
 * else, relabelling first of all, stays as it is.
 */
export function configWithTargets(
  file: 'prometheus.yml' | 'kubernetes.yml',
  job: string,
  targets: readonly Target[],
  { interval, rules = join(folder, 'rules') }: { interval: string; rules?: string },
): string {
  const config = configSchema.parse(parse(readFileSync(join(folder, file), 'utf8')));
  const scrape = config.scrape_configs.find(({ job_name }) => job_name === job);
  if (scrape === undefined) throw new Error(`${file} has no job ${job}`);
  const { dns_sd_configs: _dns, kubernetes_sd_configs: _pods, ...rest } = scrape;
  const staticConfigs = targets.map(({ address, labels }) => ({ targets: [address], labels }));
  return stringify({
    ...config,
    global: { scrape_interval: interval, scrape_timeout: interval, evaluation_interval: interval },
    rule_files: [join(rules, '*.yml')],
    scrape_configs: [{ ...rest, static_configs: staticConfigs }],
  });
}
