import type { Place, Values } from '../catalog/exercise.ts';
import type { Lab } from '../catalog/lab.ts';
import { solved, valueAt } from '../catalog/places.ts';
import { readRules, scenarioFolder } from '../runner/scenario.ts';
import { ExerciseError } from './exercise-file.ts';

/**
 * What has to stand in each blank under a student's numbers.
 *
 * @throws ExerciseError when the lab is no exercise
 */
export async function solutionOf(
  { name, scenario, exercise }: Lab,
  values: Values,
): Promise<(place: Place) => unknown> {
  if (exercise === undefined) throw new ExerciseError(`lab ${name} is no exercise`);
  const folders = [...new Set(exercise.blanks.map(({ folder }) => folder))];
  const solutions = await Promise.all(
    folders.map(async (folder) => {
      const objects = await readRules(scenarioFolder(folder === undefined ? scenario : `${scenario}/${folder}`));
      return [folder, solved(exercise, values, objects, folder)] as const;
    }),
  );
  const byFolder = new Map(solutions);
  return (place) => valueAt(byFolder.get(place.folder) ?? [], place);
}
