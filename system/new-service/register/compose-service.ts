import { Pair, parse, Scalar } from 'yaml';
import { z } from 'zod';
import { editYaml, mapAt, nodeOf } from '../edit-yaml.ts';
import { templateText } from '../template-files.ts';
import type { Registration } from './registration.ts';

/** What calls the services, and what watches them, stands after them. */
const firstAfterServices = 'demonstration';

const composeSchema = z.looseObject({ services: z.record(z.string(), z.unknown()) });

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
  entriesOf: (text, { name }) => [composeSchema.parse(parse(text, { merge: true })).services[name]],
};
