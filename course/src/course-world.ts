/** All that a command touches outside itself but for files; tests put their own in its place. */
export interface CourseWorld {
  /** A line about the work (stderr). */
  say(line: string): void;
  /** A line of the result (stdout). */
  print(line: string): void;
  setExitCode(code: number): void;
}
