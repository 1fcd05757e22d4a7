/** A line about what is going on. With the seconds since the start in front: most lines are about waiting. */
export const say = (line: string) =>
  void process.stderr.write(
    `${Math.floor(performance.now() / 1000)
      .toString()
      .padStart(4)} s  ${line}\n`,
  );

/** A line of the result. */
export const print = (line: string) => void process.stdout.write(`${line}\n`);
