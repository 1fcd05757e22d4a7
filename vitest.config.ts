import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** One project per kind of test, so that the closing counts tell them apart. */
export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // What is waited for comes within a second on a machine that has nothing else to do.
    expect: { poll: { timeout: 10_000 } },
    // All cores: much of the time goes by waiting for processes that were started, not in the workers.
    maxWorkers: availableParallelism(),
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: [
            '{packages/*,services/*,cluster,images,labs,course,observability}/{src,web,survival,size}/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          name: 'services',
          include: ['{packages/*,services/*,load-tests,labs,course}/test/**/*.test.ts'],
          exclude: ['labs/test/cluster/**'],
        },
      },
      {
        extends: true,
        test: {
          name: 'system',
          include: ['system/**/*.test.ts'],
          exclude: ['**/node_modules/**', 'system/test/{documents,docker,cluster}/**'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'documents',
          include: ['system/test/documents/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'docker',
          include: ['{images/test,system/test/docker}/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          // Each of these files builds images or runs the whole system.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'deployment',
          include: ['cluster/test/up-down.test.ts'],
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'cluster',
          include: ['{cluster/test,labs/test/cluster}/**/*.test.ts'],
          exclude: [
            'cluster/test/up-down.test.ts',
            'cluster/test/new-service.test.ts',
            'labs/test/cluster/labs.test.ts',
          ],
          globalSetup: 'cluster/test/support/deployed.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
          // There is one cluster, and some of these tests disturb it.
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'by-hand',
          include: ['system/test/cluster/**/*.test.ts', 'cluster/test/new-service.test.ts'],
          fileParallelism: false,
          globalSetup: 'cluster/test/support/deployed.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'labs',
          include: ['labs/test/cluster/labs.test.ts'],
          globalSetup: 'cluster/test/support/deployed.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
