import { expect, test } from 'vitest';
import { recordedComponents } from './choose-components.ts';
import { kubectlOn } from './kubectl.ts';
import { worldOf } from './testing.ts';

function recorded(names: string | undefined) {
  const annotations = names === undefined ? {} : { 'weather-mesh/components': names };
  const { world } = worldOf([
    ['get namespace weather', JSON.stringify({ metadata: { name: 'weather', annotations } })],
  ]);
  return recordedComponents(kubectlOn('minikube', world));
}

test('components of earlier runs are known', async () => {
  expect(await recorded(undefined)).toEqual([]);
  expect(await recorded('')).toEqual([]);
  expect(await recorded('event-log-claim,autoscaling')).toEqual(['event-log-claim', 'autoscaling']);
});

test('one of another version is named, with what to type', async () => {
  await expect(recorded('autoscaling,ambient')).rejects.toMatchObject({
    message: expect.stringContaining('with ambient, which') as string,
    hint: expect.stringContaining('kubectl annotate namespace weather weather-mesh/components-') as string,
  });
});
