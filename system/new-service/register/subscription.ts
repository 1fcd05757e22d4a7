import { eventTypes, eventsPath } from '@weather/contracts';
import { type Document, parseDocument, type YAMLMap } from 'yaml';
import { z } from 'zod';
import { changeText, editYaml, itemWith, listAt, mapAt } from '../edit-yaml.ts';
import { format } from '../format.ts';
import type { Registration } from './registration.ts';

const subscriptionsSchema = z.array(z.looseObject({ id: z.string() }));

const originOf = (name: string) => `http://${name}:3001`;

/** What was before it reads from the log by itself when it starts. */
const subscriptionOf = (id: string) => ({
  id,
  sink: originOf(id) + eventsPath,
  types: [eventTypes.observation],
  start: 'latest',
});

const subscriptionsIn = (text: string) => subscriptionsSchema.parse(JSON.parse(text));

/** The value of SUBSCRIPTIONS without a service, and with it at the end if it is to be there. */
function changeSubscriptions(text: string, name: string, isThere: boolean): string {
  const others = subscriptionsIn(text).filter(({ id }) => id !== name);
  const list = isThere ? [...others, subscriptionOf(name)] : others;
  const file = 'subscriptions.json';
  return format(new Map([[file, JSON.stringify(list, null, 2)]])).get(file)!;
}

function changeSinks(text: string, name: string, isThere: boolean): string {
  const others = text.split(',').filter((origin) => origin !== originOf(name));
  return (isThere ? [...others, originOf(name)] : others).join(',');
}

/** A variable of message-queue, as the mapping that it stands in and the key under which its value does. */
type Variable = (document: Document.Parsed, variable: string) => [map: YAMLMap, key: string];

const inCompose: Variable = (document, variable) => [
  mapAt(document, ['services', 'message-queue', 'environment']),
  variable,
];

const inDeployment: Variable = (document, variable) => [
  itemWith(listAt(document, ['spec', 'template', 'spec', 'containers', 0, 'env']), 'name', variable),
  'value',
];

function subscription(file: string, find: Variable): Registration {
  const change = (text: string, name: string, isThere: boolean) =>
    editYaml(text, (document) => {
      changeText(...find(document, 'SUBSCRIPTIONS'), (value) => changeSubscriptions(value, name, isThere));
      changeText(...find(document, 'SINK_ALLOW'), (value) => changeSinks(value, name, isThere));
    });
  return {
    file,
    add: (text, { name }) => change(text, name, true),
    remove: (text, { name }) => change(text, name, false),
    entriesOf(text, { name }) {
      const [map, key] = find(parseDocument(text), 'SUBSCRIPTIONS');
      return subscriptionsIn(String(map.get(key))).filter(({ id }) => id === name);
    },
  };
}

/** What message-queue pushes to whom, and whom it may push to at all. */
export const subscriptionRegistrations: readonly Registration[] = [
  subscription('docker-compose.yml', inCompose),
  subscription('k8s/base/message-queue/deployment.yaml', inDeployment),
];
