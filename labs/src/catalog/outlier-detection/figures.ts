import type { Phase } from '../../bench/evidence.ts';
import type { AccessLine } from '../../envoy/access-line.ts';
import type { Figure } from '../../report/figure.ts';
import { inWords, ordinal } from '../in-words.ts';
import { absencesIn, absenceWithin, requestsIn, spellsIn, toBad } from './absences.ts';

/** @param enough errors in a row after which a pod is to be out; here and below */
export const figuresOf = (phase: Phase, enough: number): Figure[] => [
  whoAnswered(phase, enough),
  howLongOut(phase, enough),
];

function whoAnswered(phase: Phase, enough: number): Figure {
  const all = requestsIn(phase);
  const start = all[0] === undefined ? 0 : Date.parse(all[0].time) / 1000;
  const isToBad = toBad(phase);
  const of = (label: string, isIt: (line: AccessLine) => boolean) => ({
    label,
    answers: all
      .filter(isIt)
      .map(({ time, status }) => ({ at: Date.parse(time) / 1000 - start, status: String(status) })),
  });
  const spells = spellsIn(phase, enough);
  return {
    kind: 'timeline',
    title: 'Answers over time',
    says: `After ${inWords(enough)} errors the bad pod is out, and tried again later, after a longer time each time. After a return it is asked for a second longer than it should be: Envoy keeps back a change of health that follows another.`,
    series: [of('the bad pod', isToBad), of('the two others', (line) => !isToBad(line))],
    marks: spells.flatMap(({ firstAt, lastAt, enoughAt, isOver }, index) => [
      ...(index === 0 ? [] : [{ at: firstAt - start, label: 'back' }]),
      ...(isOver ? [{ at: (enoughAt ?? lastAt) - start, label: 'out' }] : []),
    ]),
  };
}

const howLongOut = (phase: Phase, enough: number): Figure => ({
  kind: 'bars',
  title: 'How long it was out',
  says: `From its ${ordinal(enough)} error on: the base time, times how often it was thrown out, and up to a second until the proxy looks again.`,
  unit: 's',
  bars: absencesIn(spellsIn(phase, enough)).map((value, index) => ({
    label: `time ${index + 1}`,
    value,
    ...absenceWithin(index + 1),
  })),
});
