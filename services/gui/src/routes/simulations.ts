import {
  guiSimulationsPath,
  simulationParamsSchema,
  simulationRequestSchema,
  simulationViewSchema,
  simulationsSchema,
} from '@weather/contracts';
import { Problem, type Server } from '@weather/service-kit';
import type { Simulations } from '../domain/simulations.ts';

export function addSimulationRoutes(app: Server, simulations: Simulations): void {
  const tags = ['simulations'];
  app.get(
    guiSimulationsPath,
    { schema: { tags, summary: 'Simulations started from the page', response: { 200: simulationsSchema } } },
    async (_request, reply) => {
      reply.header('cache-control', 'no-store');
      return { items: simulations.list() };
    },
  );
  app.post(
    guiSimulationsPath,
    { schema: { tags, summary: 'Start one', body: simulationRequestSchema, response: { 201: simulationViewSchema } } },
    async (request, reply) => {
      const started = simulations.start(request.body);
      if (started === undefined)
        throw new Problem(429, 'too-many-requests', 'stop a running simulation before you start another');
      reply.code(201).header('location', `${guiSimulationsPath}/${started.id}`);
      return started;
    },
  );
  app.delete(
    `${guiSimulationsPath}/:id`,
    { schema: { tags, summary: 'Stop one', params: simulationParamsSchema, response: { 200: simulationViewSchema } } },
    async (request) => {
      const stopped = simulations.stop(request.params.id);
      if (stopped === undefined)
        throw new Problem(404, 'not-found', 'no simulation of this id was started from the page');
      return stopped;
    },
  );
}
