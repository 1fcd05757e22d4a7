import { z } from 'zod';
import { Failure } from './failure.ts';
import { type Kubectl, complaint } from './kubectl.ts';
import { atLeast, hints, minimumKubernetes } from './requirements.ts';

const version = z.object({ gitVersion: z.string() });
const versionsSchema = z.object({ clientVersion: version, serverVersion: version.optional() });

/** Version of the API server, which must answer; both ends must be new enough. */
export async function checkKubernetes(kubectl: Kubectl): Promise<string> {
  const result = await kubectl.attempt(['version', '-o', 'json', '--request-timeout=10s'], { timeout: 15_000 });
  const versions = parse(result.stdout);
  if (versions?.serverVersion === undefined) {
    throw new Failure(
      `the cluster of context ${kubectl.context} does not answer: ${complaint(result, 1)}`,
      kubectl.context === 'minikube' ? `Is it stopped? ${hints.cluster}` : 'Start it, or choose another context.',
    );
  }
  const { clientVersion, serverVersion } = versions;
  for (const [what, { gitVersion }] of [
    ['kubectl', clientVersion],
    ['the cluster', serverVersion],
  ] as const) {
    if (!atLeast(gitVersion, minimumKubernetes))
      throw new Failure(`${what} is Kubernetes ${gitVersion}, and ${minimumKubernetes} is the oldest that will do`);
  }
  return serverVersion.gitVersion;
}

function parse(text: string) {
  try {
    return versionsSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
