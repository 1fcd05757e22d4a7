export { isMeshMetric } from './mesh-metrics.ts';
export { metricNames } from './metric-names.ts';
export { queryPrometheus, ruleStates, withoutData } from './prometheus-api.ts';
export { configWithTargets } from './prometheus-config.ts';
export { allQueries, recordedNames } from './queries.ts';
