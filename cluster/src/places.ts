import { join } from 'node:path';

/** Files of this project that are applied. */
export const root = join(import.meta.dirname, '../..');
export const overlayFolder = join(root, 'k8s/overlays/minikube');
export const componentsFolder = join(root, 'k8s/components');
export const istioFolder = join(root, 'istio/base');
export const meshConfigFile = join(root, 'istio/mesh-config.yaml');

export const namespace = 'weather';
export const ownLabel = 'app.kubernetes.io/part-of=weather-mesh';
