/** Why a submission is not accepted. */
export interface Problem {
  /**
   * `exercise`: it is no exercise, or another one; `seal`: changed, or not the student's; `rules`: not the manifests that the
   * sheet asks for; `records`: numbers that no run gives; `judgement`: the file says otherwise than its records; `outcome`:
   * the lab was not reproduced.
   */
  kind: 'exercise' | 'seal' | 'rules' | 'records' | 'judgement' | 'outcome';
  /** One sentence. */
  says: string;
  /** What the student may not have understood. */
  hint?: string;
}

/** What came of one submission. */
export interface Grade {
  file: string;
  /** As the file says; undefined where it is no exercise. */
  student: string | undefined;
  lab: string;
  accepted: boolean;
  /** Whether it was sealed with the student's token; without, it may be anybody's. */
  sealed: boolean;
  ended: string;
  /** What its records come to under the student's numbers; undefined where they cannot be judged. */
  outcome: string | undefined;
  problems: Problem[];
  /** Sentences to the teacher on what does not count against it. */
  notes: string[];
}
