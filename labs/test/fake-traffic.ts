import { inboundCluster, servicePort } from '../src/catalog/names.ts';
import type { Random } from '../src/statistics/index.ts';
import type { FakeCluster, FakePod } from './fake-cluster.ts';
import { type Asked, answerOf } from './fake-services.ts';
import { routesOf, type Upstream, upstreamsOf } from './fake-rules.ts';
import { madeUpId } from './made-up-id.ts';

export interface Answer {
  status: number;
  servedBy: string;
  version: string;
  body: unknown;
}

interface Passage {
  asked: Asked;
  requestId: string;
  answer: Answer;
  /** Undefined where the proxy found nobody to ask. */
  to: FakePod | undefined;
  upstreamCluster: string;
  route: string;
}

/** A request from a pod through its proxy, the proxy of whoever it chose, and that one's service. */
export function send(cluster: FakeCluster, from: FakePod, asked: Asked): Answer {
  const route = routesOf(cluster, from.proxy.told).find(({ service }) => service === asked.service);
  if (route === undefined) throw new Error(`the fake mesh has no service ${asked.service}`);
  const name = drawn(route.clusters, cluster.random);
  const upstream = upstreamsOf(cluster, from.proxy.told).find((one) => one.name === name);
  const to = upstream === undefined ? undefined : pick(upstream, { from, asked, random: cluster.random });
  const requestId = madeUpId((cluster.requests += 1));
  const passage = { asked, requestId, to, upstreamCluster: name, route: route.name };
  // The client's line begins first, and the service may make requests of its own in between.
  const time = cluster.time();
  const answer = to === undefined ? nobody : served(cluster, to, asked, requestId);
  if (from.replica.hasProxy) {
    if (to !== undefined) count(from, name, to);
    log(from, time, { ...passage, answer });
  }
  return answer;
}

const nobody: Answer = { status: 503, servedBy: '', version: '', body: 'no healthy upstream' };

function served(cluster: FakeCluster, pod: FakePod, asked: Asked, requestId: string): Answer {
  const { status, body } = answerOf(cluster, pod, asked, (from, next) => send(cluster, from, next));
  const { name, version, hasProxy } = pod.replica;
  const key = `${asked.method} ${asked.path.split('?')[0]} ${status}`;
  pod.answers.set(key, (pod.answers.get(key) ?? 0) + 1);
  const answer = { status, servedBy: name, version, body };
  if (hasProxy)
    log(pod, cluster.time(), { asked, requestId, answer, to: pod, upstreamCluster: inboundCluster, route: 'default' });
  return answer;
}

function drawn(clusters: readonly { name: string; weight: number }[], random: Random): string {
  let rest = random() * clusters.reduce((sum, { weight }) => sum + weight, 0);
  return clusters.find(({ weight }) => (rest -= weight) < 0)!.name;
}

interface Choice {
  from: FakePod;
  asked: Asked;
  random: Random;
}

function pick({ name, policy, hashHeader, pods }: Upstream, { from, asked, random }: Choice): FakePod | undefined {
  const any = () => pods[Math.floor(random() * pods.length)];
  switch (policy) {
    case 'ROUND_ROBIN': {
      const key = `${Math.floor(random() * from.proxy.workers)} ${name}`;
      const place = from.proxy.cursors.get(key) ?? Math.floor(random() * pods.length);
      from.proxy.cursors.set(key, place + 1);
      return pods[place % pods.length];
    }
    case 'RANDOM':
      return any();
    case 'LEAST_REQUEST': {
      // Two are drawn, and the one with less to do is taken; here nobody has anything to do.
      const [one] = [any(), any()];
      return one;
    }
    case 'RING_HASH': {
      const value = asked.headers[hashHeader ?? ''];
      return value === undefined ? any() : pods[[...value].reduce((sum, c) => sum + c.charCodeAt(0), 0) % pods.length];
    }
    default:
      throw new Error(`the fake mesh cannot balance by ${policy}`);
  }
}

function count({ proxy }: FakePod, upstreamCluster: string, to: FakePod): void {
  const address = `${to.replica.address}:${servicePort}`;
  const picks = proxy.picks.get(upstreamCluster) ?? new Map<string, number>();
  proxy.picks.set(upstreamCluster, picks.set(address, (picks.get(address) ?? 0) + 1));
  const name = `cluster.${upstreamCluster};.upstream_rq_total`;
  proxy.statistics.set(name, (proxy.statistics.get(name) ?? 0) + 1);
}

/** A line as `istio/mesh-config.yaml` has it. */
function log({ proxy }: FakePod, time: number, { asked, requestId, answer, to, upstreamCluster, route }: Passage) {
  const line = {
    attempts: 1,
    authority: `${asked.service}:${servicePort}`,
    details: to === undefined ? 'no_healthy_upstream' : 'via_upstream',
    duration_ms: 1,
    flags: to === undefined ? 'UH' : '-',
    method: asked.method,
    path: asked.path,
    request_id: requestId,
    route,
    served_by: answer.servedBy || null,
    status: answer.status,
    time: new Date(time).toISOString(),
    upstream: to === undefined ? null : `${to.replica.address}:${servicePort}`,
    upstream_cluster: upstreamCluster,
    user_agent: asked.userAgent,
    version: answer.version || null,
  };
  proxy.log.push({ time, loggedAt: Date.now(), line: JSON.stringify(line) });
}

/** A service's own metrics, as far as the labs read them. */
export const metricsOf = ({ lag }: FakeCluster, { answers, replica }: FakePod): string =>
  [
    '# TYPE message_queue_subscription_lag gauge',
    ...(replica.workload === 'message-queue'
      ? [`message_queue_subscription_lag{subscription="machine-learning-v1",service="message-queue"} ${lag}`]
      : []),
    '# TYPE http_server_request_duration_seconds histogram',
    ...[...answers].map(([key, value]) => {
      const [method, route, status] = key.split(' ');
      const labels = `method="${method}",route="${route}",status_code="${status}",service="${replica.workload}"`;
      return `http_server_request_duration_seconds_count{${labels}} ${value}`;
    }),
    '',
  ].join('\n');

/** What a service logs itself, of which the labs read what it has answered. */
export const serviceLogOf = ({ answers }: FakePod): string[] =>
  [...answers].flatMap(([key, times]) => {
    const [method, route, status] = key.split(' ');
    const line = JSON.stringify({
      level: 'debug',
      msg: 'request answered',
      method,
      route,
      status_code: Number(status),
    });
    return Array<string>(times).fill(line);
  });
