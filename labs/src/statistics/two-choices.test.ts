import { describe, expect, it } from 'vitest';
import { binomialRegion } from './binomial-region.ts';
import { createRandom } from './random.ts';
import { predictShare, simulateChoices } from './two-choices.ts';

const random = createRandom(1);
const requests = 20_000;

/** Whether a count may come of a share of all requests. */
const comesOf = (share: number) => {
  const { low, high } = binomialRegion({ n: requests, p: share, alpha: 1e-4 });
  return (count: number) => count >= low && count <= high;
};

describe('simulateChoices', () => {
  it('is uniform as long as nobody has anything to do', () => {
    const counts = simulateChoices({ latencies: [[1], [300], [2]], senders: 1, requests, choices: 2 }, random);
    for (const count of counts) expect(count).toSatisfy(comesOf(1 / 3));
  });

  it.each([2, 3, 4])('leaves a member of %i that is always the busiest the square of its share', (members) => {
    const latencies = Array.from({ length: members }, (_, member) => [member === 0 ? 1000 : 1]);
    const [slow] = simulateChoices({ latencies, senders: 20, requests, choices: 2 }, random);
    expect(slow).toSatisfy(comesOf(1 / members ** 2));
  });

  it('with one choice asks all alike, however busy', () => {
    const load = { latencies: [[300], [1], [1]], senders: 8, requests, choices: 1 };
    for (const count of simulateChoices(load, random)) expect(count).toSatisfy(comesOf(1 / 3));
  });

  it('agrees with the Markov chain of two senders and two members, one of them ten times slower', () => {
    // Exponential latencies, as quantiles. With 0, 1 and 2 requests at the slow one the chain stays in proportion 1 : 60 : 100,
    // and of its choices 0.325 + 0.025 + 0.0833 of 1.4667 fall on the slow one: 13 of 44.
    const exponential = Array.from({ length: 2000 }, (_, index) => -Math.log(1 - (index + 0.5) / 2000));
    const latencies = [exponential, exponential.map((latency) => 10 * latency)];
    const share = predictShare({ latencies, senders: 2, requests, choices: 2 }, { member: 1, runs: 20 }, random);
    expect(Math.abs(share - 13 / 44)).toBeLessThan(0.003);
  });

  it('makes as many requests as it is told', () => {
    const counts = simulateChoices({ latencies: [[1], [2]], senders: 30, requests: 7, choices: 2 }, random);
    expect(counts[0]! + counts[1]!).toBe(7);
  });

  it('says what is wrong with an argument', () => {
    const load = { latencies: [[1], []], senders: 1, requests: 1, choices: 2 };
    expect(() => simulateChoices(load, random)).toThrow('number of latencies of member 1 is 0');
    expect(() => simulateChoices({ ...load, latencies: [[1]], senders: 0 }, random)).toThrow('senders is 0');
  });
});

it('predictShare is the mean of as many runs as it is told', () => {
  const load = { latencies: [[1], [1], [1]], senders: 1, requests: 300, choices: 1 };
  const [one, many] = [1, 400].map((runs) => predictShare(load, { member: 0, runs }, random));
  // Standard deviations are 0.027 and 0.0014.
  expect(Math.abs(one! - 1 / 3)).toBeLessThan(0.11);
  expect(Math.abs(many! - 1 / 3)).toBeLessThan(0.006);
});
