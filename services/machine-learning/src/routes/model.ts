import { modelPath, modelStatusSchema, type ModelStatus } from '@weather/contracts';
import type { Server } from '@weather/service-kit';

/** GET /api/v1/model: which model runs here, and how much this replica has seen. */
export function addModelRoute(app: Server, status: () => ModelStatus): void {
  const schema = {
    tags: ['model'],
    summary: 'The model and what this replica has learnt',
    response: { 200: modelStatusSchema },
  };
  app.get(modelPath, { schema }, async () => status());
}
