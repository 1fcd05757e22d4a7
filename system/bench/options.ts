import { parseArgs } from 'node:util';

const usage = `Measures message-queue against yardsticks on this machine, and prints the ratios.

node system/bench/main.ts [options]

  --blocks N    rounds of all measurements, 1 to 100 (6)
  --seconds N   length of each measurement, 0.2 to 60 (2)
  --json        print JSON instead of a table
  --help        this text
`;

/** The command line's options; prints and exits where it asks for help (0) or is wrong (2). */
export function readOptions(): { blocks: number; seconds: number; json: boolean } {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
        blocks: { type: 'string', default: '6' },
        seconds: { type: 'string', default: '2' },
      },
    });
    if (values.help) {
      process.stdout.write(usage);
      process.exit(0);
    }
    const blocks = within('--blocks', values.blocks, 1, 100);
    if (!Number.isInteger(blocks)) throw new RangeError('--blocks must be a whole number');
    return { blocks, seconds: within('--seconds', values.seconds, 0.2, 60), json: values.json };
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n\n${usage}`);
    process.exit(2);
  }
}

function within(name: string, text: string, least: number, most: number): number {
  const value = text.trim() === '' ? Number.NaN : Number(text);
  if (value >= least && value <= most) return value;
  throw new RangeError(`${name} must be a number from ${least} to ${most}, not "${text}"`);
}
