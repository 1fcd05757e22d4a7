import { check, sleep } from 'k6';
import exec from 'k6/execution';
import http from 'k6/http';
import { Rate } from 'k6/metrics';
import type { SimulationAccount, StationHistory } from '../../packages/contracts/src/index.ts';
import type { Run } from '../lib/run.ts';
import { type Page, bodyOf, get } from '../lib/client.ts';
import { anomalyEventType, seedOf } from '../lib/fixtures.ts';

const simulatedMs = 2000;
const patienceMs = 25_000;

const complete = new Rate('charts_complete');

/** Someone starts a simulation, opens the page, looks at a station's chart, then at its readings and anomalies. */
export function dayInTheLife(run: Run): void {
  const account = simulate(run);
  const station = account?.stations[0];
  if (account === undefined || station === undefined) return;
  openPage(run.guiUrl);
  lookAtChart(run.guiUrl, station, account.lastSequence[station]!);
  // Through the ingress gateway only simulation and page can be reached.
  if (run.messageQueueUrl !== '') readLog(run.messageQueueUrl, station);
}

function simulate({ run, simulationUrl }: Run): SimulationAccount | undefined {
  const seed = seedOf(run, exec.scenario.iterationInTest);
  const parameters = `duration=${simulatedMs}&type=weather&threads=2&stations=2&rate=30&faults=0.1&seed=${seed}`;
  const answer = http.post(`${simulationUrl}/api/v1/performSimulation?${parameters}`, null, {
    tags: { name: 'POST performSimulation', kind: 'long' },
    timeout: '30s',
  });
  const account = bodyOf<SimulationAccount>(answer);
  check(account, {
    'simulation sent its readings': () => account !== undefined && account.acked > 0 && account.failed === 0,
  });
  return account;
}

/** The page and every file that it names. */
function openPage(guiUrl: string): void {
  const page = get(`${guiUrl}/`, 'GET page');
  const html = typeof page.body === 'string' ? page.body : '';
  const files = [...html.matchAll(/(?:src|href)="(\/?assets\/[^"]+)"/g)].map(([, path]) => path!.replace(/^\//, ''));
  const answers = files.map((path) => get(`${guiUrl}/${path}`, 'GET asset'));
  check(answers, {
    'page and its files load': () => files.length > 0 && answers.every(({ status }) => status === 200),
  });
}

/** Asks as often as a person would look, until the last reading and a forecast of each model are drawn. */
function lookAtChart(guiUrl: string, station: string, readings: number): void {
  const started = Date.now();
  let drawn = false;
  while (!drawn && Date.now() - started < patienceMs) {
    sleep(0.25);
    const answer = get(`${guiUrl}/api/v1/stations/${station}/history`, 'GET chart', { absentAtFirst: true });
    const history = bodyOf<StationHistory>(answer);
    const models = new Set(history?.forecasts.map(({ model }) => model.name));
    drawn = models.size === 2 && (history?.observations.length ?? 0) >= readings;
  }
  complete.add(drawn);
}

function readLog(messageQueueUrl: string, station: string): void {
  const list = (path: string, name: string) =>
    bodyOf<Page>(get(`${messageQueueUrl}/api/v1/${path}station=${station}&order=desc&limit=20`, name))?.items;
  const readings = list('observations?', 'GET observations');
  const anomalies = list(`events?type=${anomalyEventType}&`, 'GET anomalies');
  check(readings, { 'readings are listed': () => readings !== undefined && readings.length > 0 });
  check(anomalies, {
    'anomalies are listed': () =>
      anomalies !== undefined &&
      anomalies.every((event) => event.type === anomalyEventType && event.partitionkey === station),
  });
}
