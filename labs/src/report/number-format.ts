const narrowSpace = '\u202f';
const thinSpace = '\u2009';
const space = '\u00a0';
const superscripts: Record<string, string> = {
  '-': '⁻',
  ...Object.fromEntries([...'⁰¹²³⁴⁵⁶⁷⁸⁹'].map((sign, digit) => [String(digit), sign])),
};

/** A number for people: whole ones as they are, others with three significant digits, tiny and huge ones as powers. */
export function amount(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e12) return grouped(String(value));
  if (size >= 1000 && size < 1e12) return grouped(value.toFixed(0));
  if (size < 1000 && size >= 1e-3) return signed(String(Number(value.toPrecision(3))));
  return asPower(value);
}

/** Such as `412 ms` or `3.1 s`. */
export const duration = (ms: number) =>
  ms < 1000 ? `${amount(Math.round(ms))}${space}ms` : `${amount(ms / 1000)}${space}s`;

/** `10⁸` */
export const powerOfTen = (exponent: number) => `10${[...String(exponent)].map((sign) => superscripts[sign]).join('')}`;

function asPower(value: number): string {
  const [mantissa = '', exponent = ''] = value.toExponential(2).split('e');
  const factor = Number(mantissa);
  const power = powerOfTen(Number(exponent));
  if (Math.abs(factor) === 1) return signed(factor < 0 ? `-${power}` : power);
  return `${signed(String(factor))}${thinSpace}×${thinSpace}${power}`;
}

const grouped = (digits: string) => signed(digits.replaceAll(/\B(?=(\d{3})+$)/g, narrowSpace));

const signed = (digits: string) => digits.replace('-', '−');
