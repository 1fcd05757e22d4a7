import type { Report } from './report-schema.ts';

/** `Round robin`; of a wrong setting, `Round robin, control: RANDOM instead of ROUND_ROBIN`. */
export const runTitle = ({ lab, setting }: Pick<Report, 'lab' | 'setting'>): string =>
  setting.isControl ? `${lab.title}, control: ${setting.title}` : lab.title;
