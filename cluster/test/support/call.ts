import { performSimulationPath, simulationAccountSchema } from '@weather/contracts';
import { request } from 'undici';
import { gatewayUrl } from './cluster.ts';

/** Few observations of one new station, so that the trace stays readable; gives the call's request id and its account. */
export async function simulateOnce() {
  const query = { duration: '1000', type: 'weather', threads: '1', stations: '1', rate: '2' };
  const { statusCode, headers, body } = await request(gatewayUrl + performSimulationPath, { method: 'POST', query });
  const answer = await body.json();
  if (statusCode !== 200) throw new Error(`the gateway answers ${statusCode}`);
  return { requestId: headers['x-request-id'] as string, account: simulationAccountSchema.parse(answer) };
}
