/** A probability as people read it; below what the computation can tell apart from nothing it says so. */
export const chanceText = (p: number): string =>
  p < 1e-15 ? 'below 1e-15' : p < 1e-3 ? p.toExponential(1) : p.toPrecision(2);
