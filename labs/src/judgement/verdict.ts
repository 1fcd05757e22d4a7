import type { Check } from './check.ts';

export type Outcome = 'reproduced' | 'not reproduced' | 'inconclusive';

/** One attempt's checks, or why its traffic cannot be judged. */
export interface JudgedAttempt {
  checks: readonly Check[];
  /** Such as `the pods of machine-learning-v1 changed meanwhile`. */
  void: string | undefined;
}

export interface Verdict {
  outcome: Outcome;
  /** One sentence that says why. */
  because: string;
  /** Ids of the checks that decided. */
  deciding: string[];
  /** Bound on the chance that a right rule is called not reproduced. */
  falseAlarm: number;
  /** Least power among the laws against the settings that they name, over both attempts; undefined: they name none. */
  power: number | undefined;
}

/** Whether fresh traffic is needed before anything can be said: something did not hold. */
export function needsRepeat({ checks, void: reason }: JudgedAttempt): boolean {
  return reason !== undefined || judged(checks).some(({ result }) => result !== 'holds');
}

const judged = (checks: readonly Check[]) => checks.filter(({ role }) => role !== 'shown');

/**
 * The verdict on one attempt, or on two of which the second was made on fresh traffic because the first had a red check.
 * A law is broken when the same check fails twice; the chance of that under a right rule is at most α² per check.
 *
 * @throws RangeError without an attempt, or with more than two
 */
export function verdictOn(attempts: readonly JudgedAttempt[]): Verdict {
  if (attempts.length < 1 || attempts.length > 2)
    throw new RangeError(`a verdict rests on one or two attempts, not on ${attempts.length}`);
  const laws = attempts.flatMap(lawsIn);
  const alphas = lawsIn(attempts.find((attempt) => attempt.void === undefined)).map(({ alpha }) => alpha ** 2);
  // A wrong setting has to be caught in both attempts, else the second one acquits it.
  const powers = laws.flatMap(({ against }) => against?.power ?? []).map((power) => power ** 2);
  const rates = {
    falseAlarm: alphas.reduce((sum, next) => sum + next, 0),
    power: powers.length === 0 ? undefined : Math.min(...powers),
  };
  return { ...decide(attempts), ...rates };
}

const lawsIn = (attempt: JudgedAttempt | undefined) => (attempt?.checks ?? []).filter(({ role }) => role === 'law');

function decide(attempts: readonly JudgedAttempt[]): Pick<Verdict, 'outcome' | 'because' | 'deciding'> {
  const voids = attempts.flatMap(({ void: reason }) => reason ?? []);
  const whole = attempts.filter(({ void: reason }) => reason === undefined);
  if (whole.length === 0)
    return { outcome: 'inconclusive', because: `the traffic cannot be judged: ${voids.at(-1)}`, deciding: [] };
  // Laws are judged by what the witnesses tell: where these do not agree, a law neither holds nor is broken.
  const counted = whole.filter((attempt) => witnessesIn(attempt).every(({ result }) => result === 'holds'));
  if (counted.length === 0) return withoutWitnesses(whole);
  const broken = redInAll(counted, 'law', 'fails');
  if (broken.length > 0 && counted.length === attempts.length && attempts.length === 2)
    return { outcome: 'not reproduced', because: sentence(broken, 'failed twice'), deciding: idsOf(broken) };
  const undecided = redInAll(counted, 'law');
  if (undecided.length > 0)
    return { outcome: 'inconclusive', because: sentence(undecided, 'not decided'), deciding: idsOf(undecided) };
  const laws = lawsIn(counted.at(-1));
  if (laws.length === 0) return { outcome: 'inconclusive', because: 'nothing was put to the test', deciding: [] };
  const hold =
    laws.length === 1 ? 'the law holds' : laws.length === 2 ? 'both laws hold' : `all ${laws.length} laws hold`;
  const agree = counted.every((attempt) => witnessesIn(attempt).length > 0) ? ', and the witnesses agree' : '';
  const repeated = attempts.length === 2 ? ', in one of two attempts each: both are shown' : '';
  return {
    outcome: 'reproduced',
    because: `${hold}${agree}${repeated}`,
    deciding: idsOf(laws),
  };
}

/** No attempt has witnesses that agree. */
function withoutWitnesses(attempts: readonly JudgedAttempt[]): ReturnType<typeof decide> {
  const last = witnessesIn(attempts.at(-1)!);
  const disagreeing = last.filter(({ result }) => result === 'fails');
  const [red, what] =
    disagreeing.length > 0 ? [disagreeing, 'witnesses disagree'] : [last.filter(isRed), 'not decided'];
  return { outcome: 'inconclusive', because: sentence(red, what), deciding: idsOf(red) };
}

const witnessesIn = ({ checks }: JudgedAttempt) => checks.filter(({ role }) => role === 'witness');

const isRed = ({ result }: Check) => result !== 'holds';

/** Checks of a role that hold in no attempt; with `result`, those that have it in every attempt. */
function redInAll(attempts: readonly JudgedAttempt[], role: Check['role'], result?: Check['result']): Check[] {
  const isMeant = (check: Check) => (result === undefined ? isRed(check) : check.result === result);
  return attempts
    .at(-1)!
    .checks.filter((check) => check.role === role)
    .filter(({ id }) => attempts.every(({ checks }) => checks.some((check) => check.id === id && isMeant(check))));
}

const idsOf = (checks: readonly Check[]) => checks.map(({ id }) => id);

const sentence = (checks: readonly Check[], what: string) =>
  `${what}: ${checks.map(({ claim, observed }) => `${claim} (${observed})`).join('; ')}`;
