import { expect, it } from 'vitest';
import { callerOf } from './caller.ts';
import { buildTestServer, notingLogger } from './testing.ts';

const id = 'spiffe://cluster.local/ns/weather/sa/model-reader';
const other = 'spiffe://cluster.local/ns/weather/sa/gui';
const own = `By=spiffe://cluster.local/ns/weather/sa/machine-learning;Hash=abc;Subject="";URI=${id}`;

it.each([
  ['what the own proxy writes', own, id],
  ['with a subject that has a comma', own.replace('""', '"O=weather,CN=x"'), id],
  ['with names after it', `${own};DNS=a.example;DNS=b.example`, id],
  ['the last of several elements', `Hash=1;URI=${other},${own}`, id],
  ['what a caller made up before it, quotes left open', `Subject="x;URI=${other}",Hash=2;Subject="y,${own}`, id],
  ['no id in the last element', `${own},By=${other};Hash=1`, undefined],
  ['an id of another kind', 'Hash=1;URI=https://example.org', undefined],
  ['characters that no such id has', `Hash=1;URI=${id}"\n`, undefined],
  ['one that is too long', `Hash=1;URI=spiffe://${'a'.repeat(2040)}`, undefined],
  ['no header', undefined, undefined],
])('%s', (_, header, caller) => {
  expect(callerOf({ 'x-forwarded-client-cert': header })).toBe(caller);
});

it('stands in the line about each request, where somebody vouches for it', async () => {
  const { logger, lines } = notingLogger();
  logger.level = 'debug';
  const app = buildTestServer({ logger });
  app.get('/things', () => ({}));
  await app.inject({ url: '/things', headers: { 'x-forwarded-client-cert': own } });
  await app.inject({ url: '/things' });
  await app.close();
  const answered = lines.filter(({ msg }) => msg === 'request answered');
  expect(answered).toMatchObject([{ caller: id }, { status_code: 200 }]);
  expect(answered[1]).not.toHaveProperty('caller');
});
