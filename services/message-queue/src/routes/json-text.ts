/** Stored events go out as the JSON they were stored as: sends text that already is the route's answer. */
export function sendJsonText(
  reply: { header(name: string, value: string): unknown; send(answer: never): unknown },
  text: string,
): void {
  reply.header('content-type', 'application/json; charset=utf-8');
  reply.send(text as never);
}
