/** A common misconception, and what shows it. */
export interface Hint {
  /** The lab's name, or `any`. */
  lab: string;
  /** The check that fails, or the layer of the mesh in which a finding lies. */
  detectedBy: { check: string } | { layer: string };
  /** What somebody may believe. */
  belief: string;
  /** A sentence that helps, to the student. */
  says: string;
}
