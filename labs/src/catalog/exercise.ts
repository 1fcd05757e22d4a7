import type { Lab } from './lab.ts';

/** Numbers that a student got, by parameter. */
export type Values = Readonly<Record<string, number>>;

/** A number in a lab's rule of which each student gets another one. */
export interface Parameter {
  /** Such as `requests of a hundred that v2 is to get`. */
  says: string;
  /** The lab's own. Nobody gets it: its rule stands in the scenario's folder. */
  usual: number;
  from: number;
  to: number;
}

/** A place in an object of the scenario. The path may lead on into YAML that stands in a text, as in a ConfigMap. */
export interface Place {
  /** Below the scenario's, of a rule that the lab puts in place on its way; without it, the scenario's own. */
  folder?: string;
  kind: string;
  name: string;
  path: readonly (string | number)[];
}

/** What a student has to fill in. */
export interface Blank extends Place {
  says: string;
  /** What belongs there; without it, what the scenario has. A text where a unit goes with the number, such as `2s`. */
  right?(values: Values): number | string;
}

/** A mistake to be found. It stands where there is no blank. */
export interface PlantedFault extends Place {
  /** For the teacher, such as `a typo in the label of subset v2`. */
  says: string;
  wrong: string | number | boolean;
  /** How what the lab says under `since` begins where it would give the mistake away: sheets leave that out. */
  toldBy?: string;
}

/** How a lab becomes an exercise that differs from student to student. */
export interface Exercise {
  parameters: Readonly<Record<string, Parameter>>;
  blanks: readonly Blank[];
  faults: readonly PlantedFault[];
  /** The lab as it expects and judges a rule with these numbers. */
  under(values: Values): Lab;
}

/** All of it but for how it is judged, which a lab adds. */
export type ExerciseRules = Omit<Exercise, 'under'>;
