import { z } from 'zod';
import { readJson } from './odd-answer.ts';

/** `9e55.../1.40.0/Clean/RELEASE/BoringSSL` */
const serverInfoSchema = z.object({ version: z.string().regex(/^[^/]*\/[^/]+\//) });

/**
 * Envoy's version from what its admin interface answers to `server_info`, such as `1.40.0`.
 *
 * @throws OddAnswerError when it does not say
 */
export const parseVersion = (serverInfo: string): string =>
  readJson(serverInfoSchema, serverInfo, 'server_info').version.split('/')[1]!;
