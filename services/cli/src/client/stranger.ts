import { openApiPath } from '@weather/contracts';
import { request } from 'undici';
import { z } from 'zod';

const descriptionSchema = z.object({
  info: z.object({ title: z.string() }),
  paths: z.record(z.string(), z.unknown()),
});

/**
 * Who answers at an address whose answer to `path` was 404, if it is not the service that was meant: that one
 * describes the path, and speaks of something that it does not hold.
 */
export async function strangerAt(url: string, path: string): Promise<string | undefined> {
  const description = descriptionSchema.safeParse(await descriptionAt(url));
  if (!description.success) return 'something else';
  const { info, paths } = description.data;
  return Object.keys(paths).some((template) => isPathOf(template, path)) ? undefined : `"${info.title}"`;
}

async function descriptionAt(url: string): Promise<unknown> {
  try {
    const { body } = await request(new URL(openApiPath, url), { headersTimeout: 5000, bodyTimeout: 5000 });
    return await body.json();
  } catch {
    return undefined;
  }
}

/** Whether a path such as /api/v1/subscriptions/v1 is one of /api/v1/subscriptions/{id}. */
function isPathOf(template: string, path: string): boolean {
  const steps = template.split('/');
  const taken = path.split('/');
  return steps.length === taken.length && steps.every((step, at) => step.startsWith('{') || step === taken[at]);
}
