/** A function whose answer to each question is computed once, and then known. For powers, which take some milliseconds. */
export function onceEach<Question extends string | number, Answer>(
  compute: (question: Question) => Answer,
): (question: Question) => Answer {
  const known = new Map<Question, Answer>();
  return (question) => {
    if (!known.has(question)) known.set(question, compute(question));
    return known.get(question)!;
  };
}
