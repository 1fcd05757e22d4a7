import { z } from 'zod';
import { ruleBehind } from '../envoy/rule-behind.ts';
import { type Cause, type Finding } from './cause.ts';

const ruleSchema = z.object({
  kind: z.literal('DestinationRule'),
  metadata: z.object({ name: z.string() }),
  spec: z.object({ host: z.string() }),
});

/** A DestinationRule that acts on nothing: its host is nobody's, or another rule for the same host is obeyed instead. */
export const ruleWithoutEffect: Cause = ({ objects, proxies: [client] }) =>
  objects.flatMap((object): Finding[] => {
    const rule = ruleSchema.safeParse(object).data;
    if (rule === undefined || client === undefined || rule.spec.host.includes('*')) return [];
    const { replica, configuration } = client;
    const { host } = rule.spec;
    const clusters = configuration.clusters.filter(({ name }) => isFor(host, name));
    if (clusters.length === 0) return [nobodys(rule.metadata.name, host)];
    const other = clusters.map(ruleBehind).find((name) => name !== undefined && name !== rule.metadata.name);
    if (other === undefined) return [];
    return [
      {
        layer: 'another rule',
        says: `DestinationRule ${other} holds for ${host} in place of ${rule.metadata.name}: of two rules for one host one is obeyed`,
        evidence: `the clusters of ${replica.name} for ${host} were made by ${other}`,
        proof: { of: 'clusters-of-service', replica, service: host },
      },
    ];
  });

const nobodys = (name: string, host: string): Finding => ({
  layer: 'host',
  says: `DestinationRule ${name} acts on nothing: there is no service ${host}`,
  evidence: 'the proxy of the client knows no such host',
  proof: { of: 'rules' },
});

function isFor(host: string, cluster: string): boolean {
  const [direction, , , service = ''] = cluster.split('|');
  return direction === 'outbound' && (service === host || service.startsWith(`${host}.`));
}
