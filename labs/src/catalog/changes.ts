import { parse, stringify } from 'yaml';
import type { MeshObject } from '../mesh/mesh.ts';

/** The scenario as it is. */
export const asIs = (objects: readonly MeshObject[]): MeshObject[] => [...objects];

/** Without objects of these kinds and, if given, this name. */
export const without =
  (kind: string, name?: string) =>
  (objects: readonly MeshObject[]): MeshObject[] =>
    objects.filter((object) => !(object.kind === kind && (name === undefined || object.metadata.name === name)));

/**
 * With another value in one place of one object.
 *
 * @param place keys and indices from the object downwards, such as `['spec', 'http', 0, 'timeout']`, and on into YAML that
 * stands in a text
 * @throws RangeError when there is no such object, or nothing in that place
 */
export const withValue =
  (kind: string, name: string, place: readonly (string | number)[], value: unknown) =>
  (objects: readonly MeshObject[]): MeshObject[] => {
    if (!objects.some((object) => isIt(object, kind, name)))
      throw new RangeError(`there is no ${kind} ${name} to change`);
    return objects.map((object) =>
      isIt(object, kind, name) ? (replaced(object, place, value) as MeshObject) : object,
    );
  };

/** With other weights in the first route of a VirtualService, in the order of its destinations. */
export const withWeights =
  (name: string, weights: readonly number[]) =>
  (objects: readonly MeshObject[]): MeshObject[] => {
    const places = weights.map((_, index) => ['spec', 'http', 0, 'route', index, 'weight']);
    let changed = [...objects];
    for (const [index, place] of places.entries())
      changed = withValue('VirtualService', name, place, weights[index])(changed);
    return changed;
  };

/**
 * With something else in a text of one object, such as in a file of a ConfigMap.
 *
 * @throws RangeError when there is no such object, or the text does not have it
 */
export const withText =
  (kind: string, name: string, [section, key]: readonly [string, string], from: string, to: string) =>
  (objects: readonly MeshObject[]): MeshObject[] => {
    const found = objects.find((object) => isIt(object, kind, name))?.[section] as Record<string, unknown> | undefined;
    const text = String(found?.[key] ?? '');
    if (!text.includes(from)) throw new RangeError(`${kind} ${name} has no ${from} to change`);
    return withValue(kind, name, [section, key], text.replace(from, to))(objects);
  };

/** A change of objects of a kind, for rules in several folders of which not every one has some. */
export const whereThereIs =
  (kind: string, change: (objects: readonly MeshObject[]) => MeshObject[]) =>
  (objects: readonly MeshObject[]): MeshObject[] =>
    objects.some((object) => object.kind === kind) ? change(objects) : [...objects];

const isIt = (object: MeshObject, kind: string, name: string) => object.kind === kind && object.metadata.name === name;

function replaced(node: unknown, [key, ...rest]: readonly (string | number)[], value: unknown): unknown {
  if (key === undefined) return value;
  if (typeof node === 'string') return stringify(replaced(parse(node), [key, ...rest], value));
  if (typeof node !== 'object' || node === null || !(key in node))
    throw new RangeError(`there is nothing at ${key} to change`);
  if (Array.isArray(node)) return node.map((item, index) => (index === key ? replaced(item, rest, value) : item));
  return { ...node, [key]: replaced((node as Record<string | number, unknown>)[key], rest, value) };
}
