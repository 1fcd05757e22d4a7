import { editYaml, itemWith, listAt, nodeOf } from '../edit-yaml.ts';
import { templateText } from '../template-files.ts';
import type { Registration } from './registration.ts';

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
      routes.delete(routes.items.indexOf(itemWith(routes, 'name', name)));
    }),
};
