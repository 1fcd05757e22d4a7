import { z } from 'zod';
import { serviceConfigFields } from '../../packages/service-kit/src/config.ts';

/** Defaults that are worked out when a service starts, in words. */
const workedOut: Record<string, string> = {
  POD_NAME: "the host's name",
  SINK_ALLOW: 'http://127.0.0.1:\\*, http://localhost:\\*',
  SUBSCRIPTIONS: 'none',
  FORWARD_HEADERS: 'none',
};

/** Tables of all variables: those of every service first, then what each service adds or gives another default. */
export function configurationTables(schemas: Readonly<Record<string, z.ZodType>>): string {
  const common = Object.entries<z.ZodType>(serviceConfigFields);
  const shared = `### Every service\n\n${table(common)}`;
  const own = inOrderOfName(schemas).map(([service, schema]) => {
    const fields = Object.entries<z.ZodType>(shapeOf(schema)).filter(
      ([name, field]) => common.every(([, other]) => other !== field) || !(name in serviceConfigFields),
    );
    return `### ${service}\n\n${table(fields)}`;
  });
  return [shared, ...own].join('\n\n');
}

const inOrderOfName = (schemas: Readonly<Record<string, z.ZodType>>) =>
  Object.entries(schemas).toSorted(([a], [b]) => (a < b ? -1 : 1));

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> {
  const fields = schema instanceof z.ZodPipe ? schema.in : schema;
  if (!(fields instanceof z.ZodObject)) throw new TypeError('a configuration is a zod object, or made of one');
  return fields.shape;
}

function table(fields: [string, z.ZodType][]): string {
  const rows = fields.map(([name, field]) => `| \`${name}\` | ${defaultOf(name, field)} | ${meaningOf(field)} |`);
  return ['| Variable | Default | Meaning |', '| --- | --- | --- |', ...rows].join('\n');
}

function defaultOf(name: string, field: z.ZodType): string {
  if (workedOut[name] !== undefined) return workedOut[name];
  const result = field.safeParse(undefined);
  if (!result.success) return 'must be set';
  return result.data === undefined ? 'see meaning' : `\`${String(result.data)}\``;
}

/** The schema's own words, and the values that a choice has. */
function meaningOf(field: z.ZodType): string {
  const choices = choicesOf(field);
  const words = [field.description, choices && `one of ${choices.map((choice) => `\`${choice}\``).join(', ')}`];
  return words
    .filter((word) => word !== undefined)
    .join('; ')
    .replaceAll(/[|*]/g, '\\$&');
}

function choicesOf(field: z.ZodType): readonly string[] | undefined {
  if (field instanceof z.ZodDefault || field instanceof z.ZodOptional) return choicesOf(field.unwrap() as z.ZodType);
  if (field instanceof z.ZodPipe) return choicesOf(field.in as z.ZodType);
  return field instanceof z.ZodEnum ? field.options.map(String) : undefined;
}
