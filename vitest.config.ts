import { defineConfig } from 'vitest/config';

/**
 * `unit` needs no database. `pglite` and `postgres` run the same files, those named *.db.test.ts,
 * once on each engine. Their files share the modules of a worker (`isolate: false`): loading them, building the
 * schema and making the template of a PGlite database happen once a worker, not once a file. So a file puts
 * back what it replaces: timers, the environment, globals.
 */
export default defineConfig({
  // Without this Vite takes graphql's development build and Node the other one, and a schema made with one
  // copy is not known to the other.
  ssr: { resolve: { conditions: ['module-sync', 'node'] } },
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Vitest leaves a core free, which on two cores is half of them.
    maxWorkers: 2,
    reporters: ['default', './test/support/summary-reporter.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['test/**/*.test.ts'], exclude: ['test/**/*.db.test.ts'] },
      },
      {
        extends: true,
        test: {
          name: 'pglite',
          include: ['test/**/*.db.test.ts'],
          env: { TEST_ENGINE: 'pglite' },
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'postgres',
          include: ['test/**/*.db.test.ts'],
          env: { TEST_ENGINE: 'postgres' },
          isolate: false,
          globalSetup: ['./test/support/postgres-server.ts'],
        },
      },
    ],
  },
});
