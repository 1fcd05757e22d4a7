import { readFile } from 'node:fs/promises';
import { closingLines, sumOfLines } from './counts.ts';

/** Prints what several runs of main.ts, which each added a line to this file (COUNTS_FILE), counted in all. */
const counts = sumOfLines(await readFile(process.argv[2]!, 'utf8'));
console.log(`\n${closingLines(counts)}`);
process.exitCode = counts.failed === 0 ? 0 : 1;
