import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { queryPrometheus } from '@weather/observability';
import { request } from 'undici';
import { parse } from 'yaml';
import { z } from 'zod';
import { missingImages, referenceOf } from '../../src/images.ts';
import type { Kubectl } from '../../src/kubectl.ts';
import { renderSystem } from '../../src/manifests.ts';
import { deploymentSchema } from '../../src/objects.ts';
import { namespace, root } from '../../src/places.ts';
import { forwardPort } from '../../src/port-forward.ts';

const withUid = z.object({ uid: z.string() });

/** Why the component cannot be tested here: pulling its images takes long, and not every cluster reaches a registry. */
export async function whyNotObservable(kubectl: Kubectl): Promise<string | undefined> {
  const documents = await renderSystem(kubectl, { components: ['observability'], images: [] });
  const images = documents
    .filter(({ kind, metadata: { name } }) => kind === 'Deployment' && /^(prometheus|grafana)$/.test(name))
    .flatMap(({ yaml }) => deploymentSchema.parse(parse(yaml)).spec.template.spec.containers)
    .map(({ image }) => image.split(':'))
    .map(([name, tag]) => ({ name: name!, tag: tag! }));
  const missing = await missingImages(kubectl, images);
  return missing.length === 0 ? undefined : `the cluster does not have ${missing.map(referenceOf).join(' and ')}`;
}

/** Services whose pods our Prometheus found and can read, such as `gui v1`. */
export async function discoveredServices(kubectl: Kubectl): Promise<string[]> {
  const { url, close } = await forwardPort(kubectl, { namespace, target: 'service/prometheus', port: 9090 });
  try {
    const samples = await queryPrometheus(url, `up{job="kubernetes-pods", namespace="${namespace}"} == 1`);
    return [...new Set(samples.map(({ labels }) => `${labels.app} ${labels.version}`))].toSorted();
  } finally {
    close();
  }
}

/** Uids of the dashboards that our Grafana offers. */
export async function offeredDashboards(kubectl: Kubectl): Promise<string[]> {
  const { url, close } = await forwardPort(kubectl, { namespace, target: 'service/grafana', port: 3000 });
  try {
    const { body } = await request(`${url}/api/search?type=dash-db`);
    const found = z.array(withUid).parse(await body.json());
    return found.map(({ uid }) => uid).toSorted();
  } finally {
    close();
  }
}

/** Uids of the dashboards in this folder. */
export async function ownDashboards(): Promise<string[]> {
  const folder = join(root, 'observability/grafana/dashboards');
  const texts = await Promise.all((await readdir(folder)).map((file) => readFile(join(folder, file), 'utf8')));
  return texts.map((text) => withUid.parse(JSON.parse(text)).uid).toSorted();
}
