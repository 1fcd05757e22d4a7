import type { ServiceIdentity } from '../template-files.ts';

/** A file that names every service: how one is put in, and how it is taken out again. */
export interface Registration {
  file: string;
  add(text: string, service: ServiceIdentity): string | Promise<string>;
  remove(text: string, service: ServiceIdentity): string | Promise<string>;
  /**
   * What `remove` takes out, in parts that can be compared with those that `add` puts in. There is none where `remove`
   * takes out what is equal to that, and nothing else: nobody's work can be in it.
   */
  entriesOf?(text: string, service: ServiceIdentity): unknown[];
}
