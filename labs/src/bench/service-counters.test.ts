import { expect, test } from 'vitest';
import { answersIn } from './service-counters.ts';

const name = 'http_server_request_duration_seconds';

const line = (service: string, count: number) =>
  `${name}_count{method="GET",route="/x",status_code="200",service="${service}"} ${count}\n`;

test('answers are counted by method, route and status', () => {
  const metrics = `# HELP ${name} Duration of requests.
# TYPE ${name} histogram
${name}_bucket{method="GET",route="/api/v1/model",status_code="200",le="0.1"} 7
${name}_sum{method="GET",route="/api/v1/model",status_code="200",service="machine-learning"} 0.25
${name}_count{method="GET",route="/api/v1/model",status_code="200",service="machine-learning"} 12
${name}_count{service="machine-learning",status_code="503",route="/api/v1/events",method="POST"} 1e3
${name}_count{method="GET",route="/a \\"quoted\\", route",status_code="404"} 2
process_cpu_seconds_total 3.5
`;
  expect(answersIn(metrics)).toEqual({
    'GET /api/v1/model 200': 12,
    'POST /api/v1/events 503': 1000,
    [String.raw`GET /a \"quoted\", route 404`]: 2,
  });
});

test('what is told apart by further labels is added up', () => {
  expect(answersIn(line('one', 3) + line('other', 4))).toEqual({ 'GET /x 200': 7 });
});

test('nothing is counted where nothing was answered', () => {
  expect(answersIn('')).toEqual({});
});
