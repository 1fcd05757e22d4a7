import { expect, test } from 'vitest';
import { type Journal, MeshBusyError, MeshError } from '../mesh.ts';
import { journalIn } from './journal.ts';
import { type Call, type Reply, madeUpCluster } from './testing.ts';

const since = '2026-11-21T12:00:00.000Z';
const now = Date.parse(since) + 60_000;
const journal: Journal = {
  holder: 'ada@here, process 7',
  lab: 'canary',
  since,
  seenAlive: since,
  replicas: { gui: 1 },
  kept: false,
};

const stored = (found: Journal | string, uid = 'one') =>
  JSON.stringify({
    metadata: { name: 'weather-labs', uid },
    data: { journal: typeof found === 'string' ? found : JSON.stringify(found) },
  });

const exists = { fails: 'Error from server (AlreadyExists): configmaps "weather-labs" already exists' };

function journalWith(replies: readonly (readonly [string, Reply | ((call: Call) => Reply)])[]) {
  const cluster = madeUpCluster(replies);
  const held = { lab: 'none', uid: undefined as string | undefined };
  return { ...cluster, held, ...journalIn(cluster.kubectl, 'weather', held, () => now) };
}

test('who creates the ConfigMap has the mesh', async () => {
  const { hold, held, calls } = journalWith([
    ['create', 'created'],
    ['get configmap', stored(journal)],
  ]);
  await hold(journal);
  expect(held).toEqual({ lab: 'canary', uid: 'one' });
  expect(JSON.parse(JSON.parse(calls[0]!.stdin).data.journal)).toEqual(journal);
});

test('one that was created although the answer was lost is ours', async () => {
  const { hold, held } = journalWith([
    ['create', exists],
    ['get configmap', stored(journal)],
  ]);
  await hold(journal);
  expect(held.uid).toBe('one');
});

test.each([
  ['works', { seenAlive: new Date(now - 5000).toISOString() }, /process 7, since .* and it is at work/, /wait/],
  ['was killed', {}, /not been heard of for 60 s: it was killed/, /pnpm lab clean/],
  ['left its rule', { kept: true }, /rule of lab canary was left applied/, /pnpm lab clean/],
])('a second runner is refused while the first one %s', async (_, change, message, hint) => {
  const { hold, held } = journalWith([
    ['create', exists],
    ['get configmap', stored({ ...journal, ...change })],
  ]);
  const error = await hold({ ...journal, holder: 'bob' }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MeshBusyError);
  expect(error).toMatchObject({ message, hint });
  expect(held.uid).toBeUndefined();
});

test('a note changes only the ConfigMap that is held, and creates none', async () => {
  const { note, held, lines } = journalWith([['patch', 'patched']]);
  held.uid = 'one';
  await note(journal);
  expect(lines()[0]).toContain('{"op":"test","path":"/metadata/uid","value":"one"}');
  expect(held.lab).toBe('canary');
});

test.each([
  ['is gone', 'Error from server (NotFound): configmaps "weather-labs" not found'],
  [
    "is another's",
    'The request is invalid: the server rejected our request due to an error in our request: testing path /metadata/uid failed',
  ],
])('a note fails when the journal %s', async (_, fails) => {
  await expect(journalWith([['patch', { fails }]]).note(journal)).rejects.toThrow(MeshBusyError);
});

test('letting go removes only what is held; without a hold, what a killed runner left', async () => {
  const { letGo, held, calls } = journalWith([['delete --raw', 'deleted']]);
  held.uid = 'one';
  await letGo();
  await letGo();
  expect(JSON.parse(calls[0]!.stdin).preconditions).toEqual({ uid: 'one' });
  expect(JSON.parse(calls[1]!.stdin).preconditions).toBeUndefined();
});

test('letting go of what is not there is no error', async () => {
  const { letGo } = journalWith([['delete', { fails: 'Error from server (NotFound): not found' }]]);
  await expect(letGo()).resolves.toBeUndefined();
});

test('no journal is undefined, and one that cannot be read says how to delete it', async () => {
  expect(await journalWith([['get', '']]).journal()).toBeUndefined();
  const error = await journalWith([['get', stored('{}')]])
    .journal()
    .catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(MeshError);
  expect(error).toMatchObject({ hint: expect.stringContaining('delete configmap weather-labs') });
});
