import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Readable, Transform } from 'node:stream';

/** A request as a test's interceptor sees it. */
export interface InterceptedRequest {
  method: string;
  /** As sent, without the query: `/rest/v1/payments`, `/auth/v1/token`. */
  path: string;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  /** The body as text, '' when there is none. */
  body: string;
  /** Whose token it carries: a database role, or none when the API key was missing or wrong. */
  role: string;
  /** The user id of its token. */
  sub: string | null;
}

/**
 * What goes wrong with a request:
 * - `{ status, body?, headers? }`: answered so, without asking the server behind (`body` objects become JSON).
 * - `'cut'`: the connection breaks before any answer. `{ cutAfterBytes }`: after headers and that much of the body.
 * - `{ truncateAfterBytes }`: the body ends early, yet with correct HTTP framing.
 * - `'garbage'`: status 200 with an HTML page.
 * - `'stall'`: never answered, until the client gives up. `{ stallAfterBytes }`: stops in the middle of the body.
 */
export type Fault =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { cutAfterBytes: number }
  | { truncateAfterBytes: number }
  | { stallAfterBytes: number }
  | 'cut'
  | 'garbage'
  | 'stall';

/** Decides what goes wrong with a request; null lets it pass. May wait: the request waits with it. */
export type Interceptor = (request: InterceptedRequest) => Fault | null | Promise<Fault | null>;

/** A fault that spoils the answer of the server behind, instead of replacing it. */
export type BodyFault = Extract<
  Fault,
  { cutAfterBytes: number } | { truncateAfterBytes: number } | { stallAfterBytes: number }
>;

/** Whether the server behind is asked at all. */
export function spoilsBody(fault: Fault | null): fault is BodyFault | null {
  return (
    fault === null ||
    (typeof fault === 'object' &&
      ('cutAfterBytes' in fault || 'truncateAfterBytes' in fault || 'stallAfterBytes' in fault))
  );
}

/** Answers with a fault that needs no server behind. `cors` are the headers that every answer has. */
export function answerWithFault(
  fault: Exclude<Fault, BodyFault>,
  response: ServerResponse,
  cors: Record<string, string>,
): void {
  if (fault === 'stall') return;
  if (fault === 'cut') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault === 'garbage') {
    response.writeHead(200, { ...cors, 'content-type': 'text/html' });
    response.end('<!DOCTYPE html><html><body><h1>Please wait while we check your browser</h1></body></html>');
    return;
  }
  const body = fault.body ?? { message: `Fault injected by a test: ${fault.status}` };
  response.writeHead(fault.status, { ...cors, 'content-type': 'application/json; charset=utf-8', ...fault.headers });
  response.end(typeof body === 'string' ? body : JSON.stringify(body));
}

/** Sends a body, spoiled by the fault. Headers are set on `response`, but not sent yet. */
export function sendSpoiled(fault: BodyFault, body: Readable, response: ServerResponse): void {
  const limit =
    'cutAfterBytes' in fault
      ? fault.cutAfterBytes
      : 'truncateAfterBytes' in fault
        ? fault.truncateAfterBytes
        : fault.stallAfterBytes;
  if ('truncateAfterBytes' in fault) response.removeHeader('content-length');
  response.flushHeaders();
  let sent = 0;
  const shorten = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const part = chunk.subarray(0, limit - sent);
      sent += part.length;
      done(null, part);
    },
  });
  // The rest is read and dropped, so that the server behind is not left waiting.
  body.pipe(shorten).on('data', (part: Buffer) => response.write(part));
  shorten.on('end', () => {
    if ('truncateAfterBytes' in fault) response.end();
    // Through the stream's queue, so that what was written before goes out first.
    if ('cutAfterBytes' in fault) response.write('', () => setImmediate(() => response.socket?.destroy()));
  });
}
