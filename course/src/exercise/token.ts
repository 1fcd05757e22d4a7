import { createHmac } from 'node:crypto';
import { canonical, type ExerciseFile } from '@weather/labs';

/** What a token stands for. */
export type Assigned = Pick<ExerciseFile, 'student' | 'lab' | 'seed' | 'parameters'>;

/** Nobody without the secret can make it, and it is another one for another student, lab, seed or number. */
export const tokenOf = (secret: string, { student, lab, seed, parameters }: Assigned): string =>
  mac(secret, `token\n${canonical({ student, lab, seed, parameters })}`).toString('hex');

/** A student's seed for a lab: the same whenever it is asked for, and known to nobody beforehand. */
export const seedOf = (secret: string, student: string, lab: string): number =>
  mac(secret, `seed\n${canonical([student, lab])}`).readUInt32BE() % 1_000_000_000;

/** Where a round of a lab's mistakes begins. */
export const startOf = (secret: string, lab: string, round: number): number =>
  mac(secret, `mistakes\n${canonical([lab, round])}`).readUInt32BE();

const mac = (secret: string, text: string) => createHmac('sha256', secret).update(text).digest();
