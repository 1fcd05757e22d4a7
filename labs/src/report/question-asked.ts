import type { Report } from './report-schema.ts';

/** The lab's question, whose numbers are the usual ones: of an exercise, it is said that others took their place. */
export function questionAsked({ lab, exercise }: Pick<Report, 'lab' | 'exercise'>): string {
  if (exercise === undefined || Object.keys(exercise.parameters).length === 0) return lab.question;
  return `${lab.question} (The lab asks with its usual numbers; the student’s took their place.)`;
}
