import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a proxy of a real mesh answered (Istio 1.31, Envoy 1.40), cut down to a few of its clusters. */
export const recorded = (
  name:
    | 'certs.json'
    | 'clusters.json'
    | 'config-dump.json'
    | 'inbound-listeners.json'
    | 'proxy-log.txt'
    | 'stats.json'
    | 'stats.txt',
) => readFileSync(join(import.meta.dirname, 'recorded', name), 'utf8');
