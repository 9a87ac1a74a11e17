import type { IncomingHttpHeaders } from 'node:http';

/** The CORS headers of every answer of a hosted project. */
export function corsHeaders(): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers':
      'Content-Encoding, Content-Location, Content-Range, Content-Type, Date, Location, Server, Transfer-Encoding, Range-Unit',
    vary: 'Origin',
  };
}

/** The answer to a preflight, which every path gets without an API key; browsers keep it per URL. */
export function preflightHeaders(headers: IncomingHttpHeaders): Record<string, string> {
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE,OPTIONS,TRACE,CONNECT',
    'access-control-allow-headers': String(headers['access-control-request-headers'] ?? '*'),
    'access-control-max-age': '3600',
    'content-length': '0',
    vary: 'Access-Control-Request-Headers',
  };
}
