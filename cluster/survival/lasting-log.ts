import { z } from 'zod';
import type { Kubectl } from '../src/kubectl.ts';
import { metadataSchema } from '../src/objects.ts';
import { type Installation, settled } from './workloads.ts';

/** Where the event log lies, in words and by its claim, and what puts it back to where it lay before. */
export interface LastingLog {
  storage: string;
  claimName: string;
  restore(): Promise<void>;
}

const volumeSchema = z.looseObject({
  name: z.string(),
  persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
});

const messageQueueSchema = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string() })), volumes: z.array(volumeSchema) }),
    }),
  }),
});

const claimSchema = z.object({ metadata: metadataSchema });

const claim = 'event-log-survival';
const folder = '/var/lib/weather-survival-test';
/** Remembers on the claim what the volume was, so that a test that was ended in between can still put it back. */
const formerVolume = 'weather-mesh/former-volume';

/**
 * A pod's own folder goes with the pod, and with it the log: for the tests that delete message-queue's pod the log is
 * moved to a claim. Where no storage class would give one, a folder of the node stands in for it. The log begins anew.
 */
export async function ensureLastingLog(installation: Installation): Promise<LastingLog> {
  const { kubectl, namespace } = installation;
  const { template } = (await kubectl.get(messageQueueSchema, ['deployment', 'message-queue', '-n', namespace])).spec;
  const { name, ...volume } = template.spec.volumes.find((one) => one.name === 'event-log')!;
  const { image } = template.spec.containers[0]!;
  const claimName = volume.persistentVolumeClaim?.claimName;
  if (claimName !== undefined && claimName !== claim) {
    return { storage: `the claim ${claimName} of the deployment`, claimName, restore: async () => undefined };
  }
  const hasClass = (await kubectl.text(['get', 'storageclasses', '-o', 'name'])).trim() !== '';
  if (claimName === undefined) {
    if (!hasClass) await provideVolume(installation, image);
    await apply(kubectl, claimObject(namespace, hasClass, JSON.stringify(volume)));
    await setVolume(installation, { name, emptyDir: null, persistentVolumeClaim: { claimName: claim } });
  }
  return {
    storage: hasClass
      ? 'a claim for the test'
      : 'a claim for the test, bound to a folder of the node (no storage class)',
    claimName: claim,
    restore: () => restore(installation, image),
  };
}

const apply = (kubectl: Kubectl, object: object) =>
  kubectl.text(['apply', '-f', '-'], { stdin: JSON.stringify(object) });

async function setVolume(installation: Installation, volume: object): Promise<void> {
  const { kubectl, namespace } = installation;
  const patch = { spec: { template: { spec: { volumes: [volume] } } } };
  await kubectl.text(['-n', namespace, 'patch', 'deployment', 'message-queue', '-p', JSON.stringify(patch)]);
  await settled(installation, 'message-queue');
}

const claimObject = (namespace: string, hasClass: boolean, former: string) => ({
  apiVersion: 'v1',
  kind: 'PersistentVolumeClaim',
  metadata: { name: claim, namespace, annotations: { [formerVolume]: former } },
  spec: {
    accessModes: ['ReadWriteOnce'],
    resources: { requests: { storage: '1Gi' } },
    // An empty class means: none, take the volume that is named.
    ...(hasClass ? {} : { storageClassName: '', volumeName: `${namespace}-${claim}` }),
  },
});

/** A folder of the node as a volume. Of this kind, because the kubelet then makes it writable for the pod's group. */
async function provideVolume({ kubectl, namespace }: Installation, image: string): Promise<void> {
  const node = (
    await kubectl.text(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.labels.kubernetes\\.io/hostname}'])
  ).trim();
  const path = `${folder}/${namespace}`;
  await onNode(kubectl, image, node, `require('node:fs').mkdirSync('/node/${namespace}', { recursive: true })`);
  const values = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
  await apply(kubectl, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `${namespace}-${claim}` },
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [values] }] } },
    },
  });
}

async function restore(installation: Installation, image: string): Promise<void> {
  const { kubectl, namespace } = installation;
  const { metadata } = await kubectl.get(claimSchema, ['persistentvolumeclaim', claim, '-n', namespace]);
  const former = JSON.parse(metadata.annotations[formerVolume]!) as object;
  await setVolume(installation, { name: 'event-log', persistentVolumeClaim: null, ...former });
  await kubectl.text(['-n', namespace, 'delete', 'persistentvolumeclaim', claim]);
  const volume = `${namespace}-${claim}`;
  const { code, stdout } = await kubectl.attempt(['delete', 'persistentvolume', volume, '--ignore-not-found']);
  if (code !== 0 || !stdout.includes(volume)) return;
  const node = (
    await kubectl.text(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.labels.kubernetes\\.io/hostname}'])
  ).trim();
  await onNode(
    kubectl,
    image,
    node,
    `require('node:fs').rmSync('/node/${namespace}', { recursive: true, force: true })`,
  );
}

/** Runs a line of JavaScript on the node, where `/node` is the folder of this test. */
async function onNode(kubectl: Kubectl, image: string, node: string, script: string): Promise<void> {
  const name = 'weather-survival-folder';
  const overrides = {
    spec: {
      nodeSelector: { 'kubernetes.io/hostname': node },
      containers: [
        {
          name,
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['node', '-e', script],
          securityContext: { runAsUser: 0 },
          volumeMounts: [{ name: 'node', mountPath: '/node' }],
        },
      ],
      volumes: [{ name: 'node', hostPath: { path: folder, type: 'DirectoryOrCreate' } }],
    },
  };
  const inDefault = ['-n', 'default'];
  const options = [`--image=${image}`, '--restart=Never', `--overrides=${JSON.stringify(overrides)}`];
  await kubectl.text([...inDefault, 'run', name, ...options]);
  try {
    await kubectl.text([
      ...inDefault,
      'wait',
      `pod/${name}`,
      '--for=jsonpath={.status.phase}=Succeeded',
      '--timeout=60s',
    ]);
  } finally {
    await kubectl.text([...inDefault, 'delete', 'pod', name, '--wait=false']);
  }
}
