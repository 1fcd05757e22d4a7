import { type Node, parse } from 'yaml';
import { z } from 'zod';
import { editYaml, listAt, nodeOf } from '../edit-yaml.ts';
import { templateText } from '../template-files.ts';
import type { Registration } from './registration.ts';

const withHost = z.looseObject({ destination: z.looseObject({ host: z.string() }) });
const routeSchema = z.looseObject({ route: z.array(withHost).default([]) });

/** By where it leads: a route of this name may be another's. */
const leadsTo = (name: string) => (route: unknown) =>
  routeSchema.parse(route).route.some(({ destination }) => destination.host === name);

const routesSchema = z.looseObject({ spec: z.looseObject({ http: z.array(z.unknown()) }) });

/** What the gateway admits: method and whole path. */
export const gatewayRegistration: Registration = {
  file: 'istio/base/virtual-service.yaml',
  add: (text, service) =>
    editYaml(text, (document) =>
      listAt(document, ['spec', 'http']).add(nodeOf(templateText('gateway-route.yaml', service))),
    ),
  remove: (text, { name }) =>
    editYaml(text, (document) => {
      const routes = listAt(document, ['spec', 'http']);
      const isOwn = leadsTo(name);
      routes.items = routes.items.filter((route) => !isOwn((route as Node).toJS(document)));
    }),
  entriesOf: (text, { name }) => routesSchema.parse(parse(text)).spec.http.filter(leadsTo(name)),
};
