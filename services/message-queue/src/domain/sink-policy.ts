import { SinkNotAllowedError } from './errors.ts';

/** One entry of the allow list: `http://host:port`, where the host may begin with `*.` and the port may be `*`. */
export type SinkRule = { scheme: 'http:' | 'https:'; host: string; port: string };

const rulePattern = /^(https?):\/\/(\*\.[a-z0-9.-]+|[a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}|\*))?$/;

/** A URL in its plainest spelling: scheme, host, port, path and query. */
const strictSink =
  /^(https?):\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::([0-9]{1,5}))?(\/[\x21\x24-\x5b\x5d\x5f\x61-\x7a\x7e]*)?(\?[\x21\x24-\x5b\x5d\x5f\x61-\x7a\x7e]*)?$/;

const defaultPorts: Record<string, string> = { 'http:': '80', 'https:': '443' };

/** Reads the allow list; throws with the entry that cannot be understood. */
export function parseSinkRules(list: readonly string[]): SinkRule[] {
  return list.map((entry) => {
    const match = rulePattern.exec(entry);
    if (!match) throw new Error(`"${entry}" must look like http://host:port, http://*.suffix:port or http://host:*`);
    const scheme = `${match[1]}:` as SinkRule['scheme'];
    return { scheme, host: match[2]!, port: match[3] ?? defaultPorts[scheme]! };
  });
}

/**
 * Answers the sink's URL if the allow list admits it. Only plain spellings are accepted: whatever two parsers could
 * read differently (credentials, backslashes, escapes in the host, numbers in odd bases, trailing dots, fragments)
 * is refused before any rule is looked at.
 */
export function checkSink(sink: string, rules: readonly SinkRule[]): URL {
  const match = strictSink.exec(sink);
  if (!match)
    throw new SinkNotAllowedError(
      'the sink must be a plain absolute http URL: host, port, path, query and nothing else',
    );
  const url = URL.parse(sink);
  if (url === null) throw new SinkNotAllowedError('the sink is not a URL');
  if (url.hostname !== match[2]!.toLowerCase()) throw new SinkNotAllowedError(`write the host as ${url.hostname}`);
  if (url.hostname.endsWith('.') || url.hostname.includes('..'))
    throw new SinkNotAllowedError('the host must not end in a dot');
  if (!ruleFor(url, rules)) {
    throw new SinkNotAllowedError(
      `${url.protocol}//${url.hostname}:${portOf(url)} is not on the allow list (SINK_ALLOW)`,
    );
  }
  return url;
}

function portOf(url: URL): string {
  return url.port === '' ? defaultPorts[url.protocol]! : url.port;
}

function ruleFor(url: URL, rules: readonly SinkRule[]): SinkRule | undefined {
  return rules.find(({ scheme, host, port }) => {
    if (scheme !== url.protocol || (port !== '*' && port !== portOf(url))) return false;
    if (!host.startsWith('*.')) return host === url.hostname;
    return (
      !/^(\[|[0-9.]+$)/.test(url.hostname) &&
      url.hostname.endsWith(host.slice(1)) &&
      url.hostname.length > host.length - 1
    );
  });
}
