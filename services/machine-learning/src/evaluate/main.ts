import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { modelNameSchema, type ModelName } from '@weather/contracts';
import { ObservationFileError, observationFromRow, readObservationFile } from '@weather/observation-archive';
import { createModelV1 } from '../domain/v1/model-v1.ts';
import { createModelV2 } from '../domain/v2/model-v2.ts';
import { evaluate, type Evaluation, type EvaluationOptions } from './evaluate.ts';
import { PeriodError } from './period.ts';
import { report } from './report.ts';

const usage = `Usage: evaluate FILE [--model v1|v2] [--json] [--from DAY] [--to DAY] [--faults] [--seed N] [--temperature-only]

Walks through a file of observations (CSV, plain or gzip), predict first and then learn, and scores the forecasts.

  FILE                a file in the format of the shipped one, such as nyc-hourly-2013-01-to-09.csv.gz
  --model v1|v2       v1: moving average; v2 (default): online regression
  --json              for scripts: everything, unrounded
  --from, --to DAY    the period to report, end excluded; default: the last third of the file's months
  --faults            plants spikes, stuck sensors, drifts and jumps in the period, and reports those found
  --seed N            of the planted faults (default 1)
  --temperature-only  leaves all but the air temperature out of the observations

Ends with 0; with 1 when the file cannot be evaluated; with 2 when the command is wrong.`;

class UsageError extends Error {
  override name = 'UsageError';
}

interface Command extends EvaluationOptions {
  file: string;
  model: ModelName;
  json: boolean;
  temperatureOnly: boolean;
}

function commandFrom(args: string[]): Command | 'help' {
  const { values, positionals } = parsed(args);
  if (values.help) return 'help';
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new UsageError('give one FILE');
  const model = modelNameSchema.safeParse(values.model);
  if (!model.success) throw new UsageError(`--model must be v1 or v2, not ${values.model}`);
  if (!/^\d{1,9}$/.test(values.seed)) throw new UsageError(`--seed must be a whole number, not ${values.seed}`);
  const { json, from, to, faults } = values;
  const temperatureOnly = values['temperature-only'];
  return { file, model: model.data, json, from, to, faults, seed: Number(values.seed), temperatureOnly };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        model: { type: 'string', default: 'v2' },
        json: { type: 'boolean', default: false },
        from: { type: 'string' },
        to: { type: 'string' },
        faults: { type: 'boolean', default: false },
        seed: { type: 'string', default: '1' },
        'temperature-only': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
  } catch (error) {
    throw new UsageError((error as Error).message, { cause: error });
  }
}

/** pnpm runs scripts in the package's folder; a path is meant from where it was called. */
function located(file: string): string {
  const fromCaller = resolve(process.env.INIT_CWD ?? '.', file);
  const fromHere = resolve(file);
  return existsSync(fromHere) && !existsSync(fromCaller) ? fromHere : fromCaller;
}

async function run(command: Command): Promise<Evaluation> {
  const rows = await readObservationFile(located(command.file));
  const observations = rows.map(observationFromRow).flatMap((observation) => {
    if (!command.temperatureOnly) return observation;
    const { air_temperature } = observation.result;
    return air_temperature === undefined ? [] : { ...observation, result: { air_temperature } };
  });
  if (command.model === 'v2') return evaluate(createModelV2(), observations, command);
  return evaluate(createModelV1({ anomalyDetector: 'zscore', anomalyPercentage: 5 }), observations, command);
}

async function main(): Promise<number> {
  try {
    const command = commandFrom(process.argv.slice(2));
    if (command === 'help') {
      console.log(usage);
      return 0;
    }
    const evaluation = await run(command);
    const { model } = command;
    console.log(command.json ? JSON.stringify({ model, ...evaluation }, undefined, 2) : report(model, evaluation));
    return 0;
  } catch (error) {
    if (error instanceof UsageError) {
      console.error(`${error.message}\n\n${usage}`);
      return 2;
    }
    if (error instanceof PeriodError || error instanceof ObservationFileError) {
      console.error(error.message);
      return 1;
    }
    throw error;
  }
}

process.exitCode = await main();
