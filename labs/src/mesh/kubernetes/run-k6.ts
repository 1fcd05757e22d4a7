import { complaint } from '@weather/cluster';
import type { LoadRun, RequestPlan } from '../../load/plan.ts';
import { isCutOff, isRecordLine, readK6Output } from '../../load/k6-output.ts';
import { MeshError } from '../mesh.ts';
import { exitFile, outputFile, planFile, scriptFile } from './client-manifests.ts';
import { type MeshKubectl, isUnanswered } from './mesh-kubectl.ts';

export interface ClientPod {
  namespace: string;
  pod: string;
}

/** To start, and for the last answers. */
const slackSeconds = 60;

/** The copy comes over such a stream, too. */
const looksAtCopy = 3;

const k6Line = 'k6 run --quiet --no-usage-report --no-color --log-output=stdout --log-format=raw';

/** Has a client make the requests of a plan. @throws MeshError when it could not, or when records are missing. */
export async function runK6(
  kubectl: MeshKubectl,
  { namespace, pod }: ClientPod,
  plan: RequestPlan,
  onProgress: (done: number) => void = () => undefined,
): Promise<LoadRun> {
  const there = ['-n', namespace, pod, '-c', 'k6', '--'];
  // Not every shell can tell how the first part of a pipe has ended.
  const k6 = `{ k6 version && ${k6Line} ${scriptFile}; echo $? > ${exitFile}; }`;
  const commands = `cat > ${planFile} && ${k6} | tee ${outputFile} && exit $(cat ${exitFile})`;
  const result = await kubectl.once(['exec', '-i', ...there, 'sh', '-c', commands], {
    stdin: JSON.stringify(plan),
    timeout: (plan.maxSeconds + plan.timeoutMs / 1000 + slackSeconds) * 1000,
    onOutput: countingRecords(onProgress),
  });
  if (isUnanswered(result))
    throw new MeshError(
      `the connection to the load generator ${pod} broke while it made requests: nothing is known of them`,
      'Run the lab again.',
    );
  if (result.code !== 0) throw new MeshError(`k6 did not run to its end in ${pod}: ${complaint(result, 12)}`);
  return readK6Output(await whole(result.stdout, () => kubectl.text(['exec', ...there, 'cat', outputFile])), plan);
}

/** A container runtime may end the stream of an exec before all of it has been sent; the pod has kept a copy. */
async function whole(printed: string, kept: () => Promise<string>): Promise<string> {
  let text = printed;
  for (let look = 0; look < looksAtCopy && isCutOff(text); look++) text = await kept();
  return text;
}

/** Output comes in pieces that end anywhere. */
function countingRecords(onProgress: (done: number) => void): (text: string) => void {
  let done = 0;
  let rest = '';
  return (text) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop()!;
    const found = lines.filter(isRecordLine).length;
    done += found;
    if (found > 0) onProgress(done);
  };
}
