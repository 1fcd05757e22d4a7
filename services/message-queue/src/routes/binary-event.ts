import { eventSchema, type WeatherEvent } from '@weather/contracts';
import { Problem, type ProblemPlace } from '@weather/service-kit';

/** The event of a request in CloudEvents binary mode: attributes in ce-* headers, data in the body. */
export function binaryEvent(headers: Record<string, unknown>, data: unknown): WeatherEvent {
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice(3), decoded(name, String(value))] as const);
  if (attributes.length === 0) {
    throw new Problem(
      400,
      'validation-failed',
      'application/json is for binary mode: it needs ce-specversion, ce-id, ce-source, ce-type and the other attributes as headers',
      {
        errors: [{ pointer: 'header/ce-specversion', message: 'is missing' }],
      },
    );
  }
  const result = eventSchema.safeParse({
    ...Object.fromEntries(attributes),
    datacontenttype: 'application/json',
    data,
  });
  if (result.success) return result.data;
  const errors = result.error.issues.flatMap(placesOf);
  throw new Problem(400, 'validation-failed', `${errors[0]!.pointer}: ${errors[0]!.message}`, {
    errors: errors.slice(0, 20),
  });
}

/** Header values are percent-encoded where they hold more than printable ASCII. */
function decoded(name: string, value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    throw new Problem(400, 'validation-failed', `header/${name}: is not validly percent-encoded`, {
      errors: [{ pointer: `header/${name}`, message: 'is not validly percent-encoded' }],
    });
  }
}

function placesOf(issue: { path: PropertyKey[]; message: string; keys?: string[] }): ProblemPlace[] {
  const [attribute, ...rest] = issue.path.map(String);
  if (attribute === 'data')
    return (issue.keys ?? [undefined]).map((key) => ({
      pointer: `/${[...rest, ...(key === undefined ? [] : [key])].join('/')}`,
      message: issue.message,
    }));
  if (attribute !== undefined) return [{ pointer: `header/ce-${attribute}`, message: issue.message }];
  return (issue.keys ?? ['type']).map((key) => ({ pointer: `header/ce-${key}`.slice(0, 200), message: issue.message }));
}
