export * from './observation-from-row.ts';
export * from './observation-row.ts';
export * from './read-observation-file.ts';
export * from './stations.ts';
