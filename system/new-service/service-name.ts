import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as contracts from '@weather/contracts';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { namesIn } from './names-in-manifests.ts';
import { placeholder } from './placeholder.ts';
import { Refusal } from './refusal.ts';

/** Names of hosts, containers and of the placeholder that no list tells. */
const reserved = new Set(['localhost', 'kubernetes', 'weather', 'service', 'istio-proxy', 'istio-init', placeholder]);

const longest = 40;

/**
 * Holds the name of a new service against what DNS and Kubernetes take, and against all that is there already.
 *
 * @throws Refusal that says what is wrong with it
 */
export function checkName(name: string, root: string): void {
  const refuse = (reason: string): never => {
    throw new Refusal(`${JSON.stringify(name)} cannot be the name of a service: ${reason}`);
  };
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name))
    refuse(
      'it becomes a host name, so it takes lower-case letters, digits and single hyphens between them, a letter first',
    );
  if (name.length > longest) refuse(`it is longer than ${longest} characters`);
  // What Prometheus and the manifests read as the version of a deployment.
  if (/-v[0-9]+$/.test(name)) refuse('-v and a number at the end is how versions of one service are told apart');
  if (reserved.has(name)) refuse('it is reserved');
  const owner = takenNames(root).get(name);
  if (owner !== undefined) refuse(`it is taken: ${owner}`);
}

const withName = z.looseObject({ name: z.string() });
const composeSchema = z.looseObject({ services: z.record(z.string(), z.unknown()) });

/** What is there already, with who or what it is. */
function takenNames(root: string): Map<string, string> {
  const taken = new Map<string, string>();
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const manifests = ['observability/*.yaml', 'istio/**/*.yaml', 'k8s/base/**/*.yaml', 'k8s/components/**/*.yaml'];
  for (const file of manifests.flatMap((pattern) => globSync(pattern, { cwd: root }))) {
    for (const name of namesIn(read(file))) taken.set(name, file);
  }
  const compose = composeSchema.parse(parseAllDocuments(read('docker-compose.yml'), { merge: true })[0]!.toJS());
  for (const name of Object.keys(compose.services)) taken.set(name, 'docker-compose.yml');
  for (const [name, path] of Object.entries(contracts)) {
    const segment = typeof path === 'string' ? /^\/api\/v1\/([^/]+)/.exec(path)?.[1] : undefined;
    if (segment !== undefined) taken.set(segment, `${name} of the contracts is /api/v1/${segment}`);
  }
  for (const file of globSync(['package.json', '*/package.json', '{services,packages}/*/package.json'], {
    cwd: root,
  })) {
    const { name } = withName.parse(JSON.parse(read(file)));
    taken.set(name.replace(/^@weather\//, ''), file);
  }
  return taken;
}
