/** The class of an answer's colour: `429 RL` is a refusal, `503` a failure. */
export function statusTone(status: string): string {
  const hundred = /^[1-5]\d\d\b/.exec(status)?.[0][0];
  if (hundred === '4') return 'refused';
  if (hundred === '5') return 'failed';
  return hundred === undefined ? 'unanswered' : 'answered';
}
