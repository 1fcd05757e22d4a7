import type { ServiceIdentity } from '../template-files.ts';

/** A file that names every service: how one is put in, and how it is taken out again. */
export interface Registration {
  file: string;
  add(text: string, service: ServiceIdentity): string | Promise<string>;
  remove(text: string, service: ServiceIdentity): string | Promise<string>;
}
