import {
  type SimulationAccount,
  type SimulationRequest,
  performSimulationPath,
  simulationAccountSchema,
} from '@weather/contracts';
import type { HttpClient } from '@weather/service-kit';

/** Asks the simulation service to run and waits for its account; aborting the signal stops it. */
export type PerformSimulation = (request: SimulationRequest, signal: AbortSignal) => Promise<SimulationAccount>;

export function createPerformSimulation({ client }: { client: HttpClient }): PerformSimulation {
  return async (request, signal) => {
    const answer = await client.request({
      method: 'POST',
      path: performSimulationPath,
      query: request,
      responseSchema: simulationAccountSchema,
      signal,
    });
    return answer.body;
  };
}
