/** A span as its trace is told from it. Ids are hex. */
export interface Span {
  service: string;
  traceId: string;
  spanId: string;
  parentId: string;
  name: string;
  attributes: Record<string, string>;
}

type Field = { number: number; bytes: Buffer };

/** The fields of a protobuf message that hold bytes: messages, texts and ids. Numbers are passed over. */
function* fieldsOf(message: Buffer): Generator<Field> {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  const widths: Record<number, number> = { 1: 8, 5: 4 };
  while (at < message.length) {
    const tag = varint();
    const type = tag & 7;
    if (type === 0) varint();
    else if (type === 2) {
      const length = varint();
      yield { number: Math.floor(tag / 8), bytes: message.subarray(at, at + length) };
      at += length;
    } else if (widths[type] === undefined) throw new Error(`no protobuf: wire type ${type}`);
    else at += widths[type];
  }
}

const all = (message: Buffer, number: number) =>
  [...fieldsOf(message)].filter((field) => field.number === number).map(({ bytes }) => bytes);
const first = (message: Buffer, number: number) => all(message, number)[0] ?? Buffer.alloc(0);

/** Texts of a list of KeyValue; other values are left out. */
function attributesOf(keyValues: Buffer[]): Record<string, string> {
  return Object.fromEntries(
    keyValues.map((keyValue) => [first(keyValue, 1).toString(), first(first(keyValue, 2), 1).toString()]),
  );
}

/** Spans of an ExportTraceServiceRequest (opentelemetry-proto, trace.proto). */
export function spansIn(request: Buffer): Span[] {
  return all(request, 1).flatMap((resourceSpans) => {
    const resource = attributesOf(all(first(resourceSpans, 1), 1));
    return all(resourceSpans, 2).flatMap((scopeSpans) =>
      all(scopeSpans, 2).map((span) => ({
        service: resource['service.name'] ?? '',
        traceId: first(span, 1).toString('hex'),
        spanId: first(span, 2).toString('hex'),
        parentId: first(span, 4).toString('hex'),
        name: first(span, 5).toString(),
        attributes: attributesOf(all(span, 9)),
      })),
    );
  });
}
