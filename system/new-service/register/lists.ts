import type { Document, YAMLSeq } from 'yaml';
import { editYaml, itemWith, listAt, removeFrom } from '../edit-yaml.ts';
import type { Registration } from './registration.ts';

/** A list in a YAML file that has one entry per service. */
interface ServiceList {
  file: string;
  find(document: Document.Parsed): YAMLSeq;
  entryOf(name: string): unknown;
}

const resources = (document: Document.Parsed) => listAt(document, ['resources']);
const podsOf = (app: string) => ({ podSelector: { matchLabels: { app } } });
const messageQueuePolicy = 'k8s/components/network-policies/message-queue.yaml';

const lists: ServiceList[] = [
  { file: 'k8s/base/kustomization.yaml', find: resources, entryOf: (name) => name },
  {
    file: 'k8s/overlays/minikube/kustomization.yaml',
    find: (document) => listAt(document, ['images']),
    entryOf: (name) => ({ name: `weather/${name}`, newTag: 'dev' }),
  },
  {
    file: 'k8s/components/network-policies/kustomization.yaml',
    find: resources,
    entryOf: (name) => `${name}.yaml`,
  },
  // message-queue pushes to it, and it reads message-queue's log.
  { file: messageQueuePolicy, find: (document) => listAt(document, ['spec', 'egress', 0, 'to']), entryOf: podsOf },
  { file: messageQueuePolicy, find: (document) => listAt(document, ['spec', 'ingress', 0, 'from']), entryOf: podsOf },
  {
    file: 'observability/prometheus/prometheus.yml',
    find(document) {
      const jobs = listAt(document, ['scrape_configs']);
      const at = jobs.items.indexOf(itemWith(jobs, 'job_name', 'weather'));
      return listAt(document, ['scrape_configs', at, 'dns_sd_configs', 0, 'names']);
    },
    entryOf: (name) => name,
  },
];

/** All lists in YAML files that name every service. */
export const listRegistrations: readonly Registration[] = lists.map(({ file, find, entryOf }) => ({
  file,
  add: (text, { name }) => editYaml(text, (document) => find(document).add(document.createNode(entryOf(name)))),
  remove: (text, { name }) => editYaml(text, (document) => removeFrom(document, find(document), entryOf(name))),
}));
