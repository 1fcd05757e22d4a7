import { kubectl } from './cluster.ts';

/** JSON log lines of a deployment's pods that carry a request id. */
export async function linesOf(where: string, deployment: string, container: string, id: string) {
  const text = await kubectl(['-n', where, 'logs', `deployment/${deployment}`, '-c', container, '--since=10m']);
  return text
    .split('\n')
    .filter((line) => line.startsWith('{') && line.includes(id))
    .map((line) => JSON.parse(line) as { trace_id?: string });
}
