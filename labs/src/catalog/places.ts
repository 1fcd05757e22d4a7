import { parse } from 'yaml';
import type { MeshObject } from '../mesh/mesh.ts';
import { withValue } from './changes.ts';
import type { ExerciseRules, Place, Values } from './exercise.ts';

/** What stands in a place of the first object that it names; undefined where there is no such object or place. */
export function valueAt(objects: readonly MeshObject[], { kind, name, path }: Place): unknown {
  let node: unknown = objects.find((object) => object.kind === kind && object.metadata.name === name);
  for (const key of path) {
    if (typeof node === 'string') node = parsed(node);
    if (typeof node !== 'object' || node === null || !Object.hasOwn(node, key)) return undefined;
    node = (node as Record<string | number, unknown>)[key];
  }
  return node;
}

/** Of a student's text, which need not be YAML. The parser itself bounds what aliases may make of it. */
function parsed(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

/**
 * A scenario's objects with all blanks filled in as these numbers want it.
 *
 * @param folder below the scenario's, where the objects are not the scenario's own
 */
export const solved = (
  { blanks }: ExerciseRules,
  values: Values,
  objects: readonly MeshObject[],
  folder?: string,
): MeshObject[] =>
  blanks
    .filter((blank) => blank.folder === folder)
    .reduce(
      (done, { kind, name, path, right }) =>
        right === undefined ? done : withValue(kind, name, path, right(values))(done),
      [...objects],
    );
