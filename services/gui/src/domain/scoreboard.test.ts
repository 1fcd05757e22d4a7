import { expect, test } from 'vitest';
import { Scoreboard } from './scoreboard.ts';

const due = (mean: number, hours = 3) => ({
  model: 'v2' as const,
  hours,
  validTime: 0,
  mean,
  lower: mean - 1,
  upper: mean + 1,
});

test('scores are the mean absolute error and the share of observations within the interval', () => {
  const board = new Scoreboard();
  board.settle(due(10), 10.5);
  board.settle(due(10), 12.5);
  expect(board.read()).toEqual([{ model: 'v2', hours: 3, count: 2, meanAbsoluteError: 1.5, coverage: 0.5 }]);
});

test('horizons and models are scored apart and listed by horizon', () => {
  const board = new Scoreboard();
  board.settle(due(10, 24), 11);
  board.settle({ ...due(10, 1), model: 'v1' }, 10);
  board.settle(due(10, 1), 10);
  expect(board.read().map(({ model, hours }) => `${model} ${hours}`)).toEqual(['v1 1', 'v2 1', 'v2 24']);
});

test('only the last thousand forecasts of a model and horizon count', () => {
  const board = new Scoreboard();
  for (let index = 0; index < 1000; index += 1) board.settle(due(0), 50);
  for (let index = 0; index < 1000; index += 1) board.settle(due(0), 0.25);
  expect(board.read()).toEqual([{ model: 'v2', hours: 3, count: 1000, meanAbsoluteError: 0.25, coverage: 1 }]);
});
