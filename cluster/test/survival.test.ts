import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deletePods,
  killSidecar,
  rollingRestart,
  scaleOutAndIn,
  whyNamesCannotGo,
  withoutNames,
} from '../survival/disturbances.ts';
import { ensureLastingLog, type LastingLog } from '../survival/lasting-log.ts';
import { reportTable, writeReport, type Outcome } from '../survival/report.ts';
import { haveWorked, runScenario, type Scenario } from '../survival/scenario.ts';
import { settled } from '../survival/workloads.ts';
import { clusterKubectl, describeInCluster, gatewayUrl } from './support/cluster.ts';

/** Another copy of the system than the usual one can be put to the test. */
const { SURVIVAL_NAMESPACE: namespace = 'weather', SURVIVAL_HOST: host } = process.env;
const installation = { kubectl: clusterKubectl, namespace };
const report = join(import.meta.dirname, '../../reports/survival');

const models = ['machine-learning-v1', 'machine-learning-v2'];
const deployments = ['simulation', 'message-queue', ...models, 'gui'];

/** How long calls last: while message-queue is away no call may end, for what it has not sent would count as failed. */
const calls = (disturbed: string) =>
  disturbed === 'message-queue' ? { callMs: 32_000, laterMs: 32_000 } : { callMs: 24_000 };

const scenarios: Scenario[] = [
  ...deployments.map((name) => ({
    name: `rolling restart of ${name}`,
    ...calls(name),
    disturb: () => rollingRestart(installation, name),
    unnoticed: true,
  })),
  ...deployments.map((name) => ({
    name: `pod of ${name} deleted`,
    ...calls(name),
    disturb: () => deletePods(installation, name),
  })),
  {
    name: 'both models scaled 1 → 3 → 1',
    callMs: 40_000,
    disturb: (stations) => scaleOutAndIn(installation, models, (pods) => haveWorked(installation, stations, pods)),
  },
  {
    name: 'sidecar of message-queue killed',
    ...calls('message-queue'),
    disturb: () => killSidecar(installation, 'message-queue'),
  },
  {
    name: 'name service gone for 20 s',
    ...calls('message-queue'),
    disturb: () => withoutNames(installation, 'gui', 20_000),
    impossible: () => whyNamesCannotGo(installation),
  },
];

describeInCluster('under a running simulation', () => {
  let log: LastingLog | undefined;
  const outcomes: Outcome[] = [];
  const whole = () => ({ date: new Date().toISOString().slice(0, 10), storage: log!.storage, outcomes });

  beforeAll(async () => {
    log = await ensureLastingLog(installation);
    for (const name of deployments) await settled(installation, name);
  });

  afterAll(async () => {
    if (outcomes.length > 0) console.log(reportTable(whole()));
    await log?.restore();
  });

  test.for(scenarios)('$name', async (scenario, { skip }) => {
    const reason = await scenario.impossible?.();
    if (reason !== undefined && process.env.REQUIRE_CLUSTER === '1') throw new Error(reason);
    if (reason !== undefined) skip(reason);
    const outcome = await runScenario(scenario, { ...installation, gatewayUrl, host });
    outcomes.push(outcome);
    await writeReport(report, whole(), scenarios.length);
    expect(outcome.faults).toEqual([]);
  });
});
