import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a proxy of a real mesh answered (Istio 1.31, Envoy 1.40), cut down to a few of its clusters. */
export const recorded = (name: 'config-dump.json' | 'clusters.json' | 'stats.json' | 'stats.txt' | 'proxy-log.txt') =>
  readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8');
