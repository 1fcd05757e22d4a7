import { z } from 'zod';
import type { Certificate } from './certificate.ts';
import { readJson } from './odd-answer.ts';

// Beside its own chain a proxy lists those whose signatures it believes, which name nobody by a URI.
const detailsSchema = z.object({
  serial_number: z.string(),
  subject_alt_names: z.array(z.object({ uri: z.string().optional() })).default([]),
  valid_from: z.string(),
  expiration_time: z.string(),
});

const answerSchema = z.object({
  certificates: z.array(z.object({ cert_chain: z.array(detailsSchema).default([]) })),
});

/** Reads the admin interface's answer to `certs`: the certificates that name a workload, each once. */
export function parseCertificates(answer: string): Certificate[] {
  const { certificates } = readJson(answerSchema, answer, 'the answer to certs');
  const own = certificates
    .flatMap(({ cert_chain }) => cert_chain)
    .flatMap(({ serial_number, subject_alt_names, valid_from, expiration_time }) =>
      subject_alt_names.flatMap(({ uri }) =>
        uri === undefined
          ? []
          : [{ identity: uri, serial: serial_number, validFrom: valid_from, expires: expiration_time }],
      ),
    );
  return [...new Map(own.map((one) => [`${one.serial} ${one.identity}`, one])).values()];
}
