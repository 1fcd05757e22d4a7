/** Runs work of the same key one after the other, in the order of the calls, and work of different keys at once. */
export type Turns = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>;

export function createTurns(): Turns {
  const lasts = new Map<string, Promise<unknown>>();
  return async (key, work) => {
    const turn = (lasts.get(key) ?? Promise.resolve()).then(work);
    // The next in line does not care how this one ended.
    const last = turn.catch(() => {});
    lasts.set(key, last);
    try {
      return await turn;
    } finally {
      if (lasts.get(key) === last) lasts.delete(key);
    }
  };
}
