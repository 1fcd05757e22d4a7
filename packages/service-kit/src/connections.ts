import type { ServiceConfig } from './config.ts';
import type { Server } from './server-type.ts';

/** How long connections live. None ends for being quiet: event streams and simulations may be so for hours. */
export function connectionSettings(config: ServiceConfig) {
  return {
    keepAliveTimeout: config.KEEP_ALIVE_TIMEOUT_MS,
    requestTimeout: 30_000,
    http: { headersTimeout: 15_000 },
    // While it stops, a service still serves what reaches it: refusing would lose requests that it can answer.
    return503OnClosing: false,
    exposeHeadRoutes: false,
    bodyLimit: 1024 * 1024,
    routerOptions: { maxParamLength: 256 },
  };
}

/** Node closes idle connections once; those that were busy at that moment would keep a closing server open. */
export function closeIdleConnections(app: Server): void {
  app.addHook('preClose', (done) => {
    const { server } = app;
    if (server.listening) {
      const sweep = setInterval(() => server.closeIdleConnections(), 50);
      server.once('close', () => clearInterval(sweep));
    }
    done();
  });
}
