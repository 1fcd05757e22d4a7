/** `http_server_request_duration_seconds_count{method="GET",route="/x",status_code="200",service="gui"} 12` */
const line = /^http_server_request_duration_seconds_count\{(.*)\} (\S+)$/;
const label = /(\w+)="((?:[^"\\]|\\.)*)"/g;

/** How many requests a service has answered, by `METHOD route status`, from its metrics in Prometheus' text format. */
export function answersIn(metrics: string): Record<string, number> {
  const answers: Record<string, number> = {};
  for (const text of metrics.split('\n')) {
    const [, labels = '', value = ''] = line.exec(text) ?? [];
    if (value === '') continue;
    const { method, route, status_code } = Object.fromEntries(
      [...labels.matchAll(label)].map(([, key, content]) => [key, content]),
    );
    const key = `${method} ${route} ${status_code}`;
    answers[key] = (answers[key] ?? 0) + Number(value);
  }
  return answers;
}
