import { Pair, Scalar } from 'yaml';
import { editYaml, mapAt, nodeOf } from '../edit-yaml.ts';
import { templateText } from '../template-files.ts';
import type { Registration } from './registration.ts';

/** What calls the services, and what watches them, stands after them. */
const firstAfterServices = 'demonstration';

/** The service itself in docker-compose.yml. */
export const composeRegistration: Registration = {
  file: 'docker-compose.yml',
  add: (text, service) =>
    editYaml(text, (document) => {
      const services = mapAt(document, ['services']);
      const key = new Scalar(service.name);
      key.spaceBefore = true;
      const at = services.items.findIndex(({ key: other }) => String(other) === firstAfterServices);
      services.items.splice(at, 0, new Pair(key, nodeOf(templateText('compose-service.yaml', service))));
    }),
  remove: (text, { name }) => editYaml(text, (document) => void document.deleteIn(['services', name])),
};
