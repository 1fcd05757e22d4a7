/** `istio_requests_total{reporter="source",destination_workload="gui",response_code="200",...} 12` */
const line = /^istio_requests_total\{(.*)\} (\d+)/gm;
const label = /(\w+)="([^"]*)"/g;

/** Requests by `source gui 200`: which side counted them, the workload that was asked, and the status. */
export function istioRequestsIn(metrics: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, labels = '', value] of metrics.matchAll(line)) {
    const { reporter, destination_workload, response_code } = Object.fromEntries(
      [...labels.matchAll(label)].map(([, key, content]) => [key, content]),
    );
    const key = `${reporter} ${destination_workload} ${response_code}`;
    counts[key] = (counts[key] ?? 0) + Number(value);
  }
  return counts;
}
