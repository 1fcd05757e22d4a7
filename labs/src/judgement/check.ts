/** A claim that was put to the test on one attempt's records. Serialisable: it stands in the report as it is. */
export interface Check {
  id: string;
  /** What is claimed, in a sentence a student understands. */
  claim: string;
  /**
   * `law`: the source's claim; two failures say that it was not reproduced. `witness`: two accounts of the same traffic
   * must agree; else nothing can be said. `shown`: told, not judged.
   */
  role: 'law' | 'witness' | 'shown';
  /** Exact laws have no false alarms, but for what rests on time, as its lab says; statistical ones as many as `alpha` says. */
  kind: 'exact' | 'statistical';
  /** Its name in the literature, such as `exact binomial test`. */
  test: string;
  n: number;
  /** Chance that it fails although the rule is right. 0 for exact laws, as long as what their lab says of time is so. */
  alpha: number;
  /** A wrong setting that it has to catch, and the chance that it does. */
  against: { setting: string; power: number } | undefined;
  expected: string;
  observed: string;
  /** `undecided`: too little traffic, or the wrong kind, to say. */
  result: 'holds' | 'fails' | 'undecided';
  /** What the result was computed from. */
  counts: Record<string, number>;
}

/** α of every statistical check. */
export const alpha = 1e-4;
