/** The smallest minikube that the whole fits into, Istio included. */
export const minikubeSize = { cpus: 2, memory: '4g' };

/** What the tests run on, and within Istio's own table of supported releases; minikube's default may be newer. */
const minikubeKubernetes = 'v1.34.4';

/** Kubernetes with preStop's native sleep on by default. */
export const minimumKubernetes = '1.30';
export const minimumIstio = '1.24';

export const minikubeStartLine = `minikube start --cpus=${minikubeSize.cpus} --memory=${minikubeSize.memory} --kubernetes-version=${minikubeKubernetes}`;

/** The demo profile asks for little enough to fit; the default one wants 2 GB for istiod alone. */
export const istioInstallLine = 'istioctl install -y --set profile=demo';

export const hints = {
  kubectl:
    'Install it: https://kubernetes.io/docs/tasks/tools/ (with minikube alone: alias kubectl="minikube kubectl --").',
  cluster: `Start one:\n  ${minikubeStartLine}\nThen: npx --yes pnpm cluster up, which says what else is missing.`,
  istio: `Install it (istioctl: https://istio.io/latest/docs/setup/getting-started/):\n  ${istioInstallLine}`,
  docker: 'Install Docker (https://docs.docker.com/get-docker/) and see that `docker info` answers.',
};

/** Whether a version such as v1.34.4 or 1.31.0-distroless is at least `minimum` (major.minor). */
export function atLeast(version: string, minimum: string): boolean {
  const [major, minor] = numbers(version);
  const [minimumMajor, minimumMinor] = numbers(minimum);
  return major !== minimumMajor ? major > minimumMajor : minor >= minimumMinor;
}

function numbers(version: string): [number, number] {
  const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(version) ?? [];
  return [Number(major), Number(minor)];
}
