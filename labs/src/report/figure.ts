/** A picture of a lab's outcome, as data: the report draws it and puts the same numbers into a table. */
export type Figure = BarsFigure | OrderFigure | TimelineFigure | CurveFigure;

interface Common {
  title: string;
  /** What a reader should see in it, in a sentence. */
  says: string;
}

/** Amounts side by side, with the region that the law allows and the source's figure. */
export interface BarsFigure extends Common {
  kind: 'bars';
  unit: string;
  bars: { label: string; value: number; low?: number; high?: number; source?: number }[];
}

/** Which lane each of a row of requests took. */
export interface OrderFigure extends Common {
  kind: 'order';
  lanes: string[];
  rows: { label: string; picks: number[] }[];
}

/** Answers over time. */
export interface TimelineFigure extends Common {
  kind: 'timeline';
  /** Seconds; zero is where the phase began. */
  series: { label: string; answers: { at: number; status: string }[] }[];
  marks: { at: number; label: string }[];
}

/** One or more lines, with bounds. */
export interface CurveFigure extends Common {
  kind: 'curve';
  x: string;
  y: string;
  series: { label: string; points: { x: number; y: number }[] }[];
  bounds: { label: string; points: { x: number; low: number; high: number }[] }[];
}
