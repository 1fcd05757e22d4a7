import { attemptKubectl, kubectl, kubectlJson } from './kubectl.ts';
import { settled } from './workloads.ts';

/** Where the event log lies, in words, and what puts it back to where it lay before. */
export interface LastingLog {
  storage: string;
  restore(): Promise<void>;
}

interface MessageQueue {
  spec: {
    template: {
      spec: {
        containers: { image: string }[];
        volumes: { name: string; emptyDir?: object; persistentVolumeClaim?: { claimName: string } }[];
      };
    };
  };
}

const claim = 'event-log-survival';
const folder = '/var/lib/weather-survival-test';
/** Remembers on the claim what the volume was, so that a test that was ended in between can still put it back. */
const formerVolume = 'weather-mesh/former-volume';

/**
 * A pod's own folder goes with the pod, and with it the log: for the tests that delete message-queue's pod the log is
 * moved to a claim. Where no storage class would give one, a folder of the node stands in for it. The log begins anew.
 */
export async function ensureLastingLog(namespace: string): Promise<LastingLog> {
  const { template } = (await kubectlJson<MessageQueue>(['-n', namespace, 'get', 'deployment', 'message-queue'])).spec;
  const { name, ...volume } = template.spec.volumes.find((one) => one.name === 'event-log')!;
  const { image } = template.spec.containers[0]!;
  const claimName = volume.persistentVolumeClaim?.claimName;
  if (claimName !== undefined && claimName !== claim) {
    return { storage: `the claim ${claimName} of the deployment`, restore: async () => undefined };
  }
  const hasClass = (await kubectl(['get', 'storageclasses', '-o', 'name'])).trim() !== '';
  if (claimName === undefined) {
    if (!hasClass) await provideVolume(namespace, image);
    await apply(claimObject(namespace, hasClass, JSON.stringify(volume)));
    await setVolume(namespace, { name, emptyDir: null, persistentVolumeClaim: { claimName: claim } });
  }
  return {
    storage: hasClass
      ? 'a claim for the test'
      : 'a claim for the test, bound to a folder of the node (no storage class)',
    restore: () => restore(namespace, image),
  };
}

const apply = (object: object) => kubectl(['apply', '-f', '-'], { stdin: JSON.stringify(object) });

async function setVolume(namespace: string, volume: object): Promise<void> {
  const patch = { spec: { template: { spec: { volumes: [volume] } } } };
  await kubectl(['-n', namespace, 'patch', 'deployment', 'message-queue', '-p', JSON.stringify(patch)]);
  await settled(namespace, 'message-queue');
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
async function provideVolume(namespace: string, image: string): Promise<void> {
  const node = (
    await kubectl(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.labels.kubernetes\\.io/hostname}'])
  ).trim();
  const path = `${folder}/${namespace}`;
  await onNode(image, node, `require('node:fs').mkdirSync('/node/${namespace}', { recursive: true })`);
  const values = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
  await apply({
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

async function restore(namespace: string, image: string): Promise<void> {
  const object = ['-n', namespace, 'get', 'persistentvolumeclaim', claim];
  const { metadata } = await kubectlJson<{ metadata: { annotations: Record<string, string> } }>(object);
  const former = JSON.parse(metadata.annotations[formerVolume]!) as object;
  await setVolume(namespace, { name: 'event-log', persistentVolumeClaim: null, ...former });
  await kubectl(['-n', namespace, 'delete', 'persistentvolumeclaim', claim]);
  const volume = `${namespace}-${claim}`;
  const { code, stdout } = await attemptKubectl(['delete', 'persistentvolume', volume, '--ignore-not-found']);
  if (code !== 0 || !stdout.includes(volume)) return;
  const node = (
    await kubectl(['get', 'nodes', '-o', 'jsonpath={.items[0].metadata.labels.kubernetes\\.io/hostname}'])
  ).trim();
  await onNode(image, node, `require('node:fs').rmSync('/node/${namespace}', { recursive: true, force: true })`);
}

/** Runs a line of JavaScript on the node, where `/node` is the folder of this test. */
async function onNode(image: string, node: string, script: string): Promise<void> {
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
  await kubectl([...inDefault, 'run', name, ...options]);
  try {
    await kubectl([...inDefault, 'wait', `pod/${name}`, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=60s']);
  } finally {
    await kubectl([...inDefault, 'delete', 'pod', name, '--wait=false']);
  }
}
