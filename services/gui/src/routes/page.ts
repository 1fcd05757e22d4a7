import { basename } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { Server } from '@weather/service-kit';

/** Everything the page uses comes from this server; nothing may be put into it from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "font-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const hardeningHeaders = {
  'content-security-policy': contentSecurityPolicy,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};

/** Vite puts a hash of the content into these names: what is behind one never changes. */
const hashedName = /-[A-Za-z0-9_-]{8}\.[a-z0-9]+$/;

/** Serves the built page. */
export async function addPageRoutes(app: Server, folder: string): Promise<void> {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers(hardeningHeaders);
    done();
  });
  await app.register(fastifyStatic, {
    root: folder,
    // One route per file, so that what is not there stays a 404 with a problem.
    wildcard: false,
    cacheControl: false,
    setHeaders: (reply, path) => {
      const unchanging = hashedName.test(basename(path));
      void reply.header('cache-control', unchanging ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
