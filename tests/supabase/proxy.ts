import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import type { AuthServer } from './auth.ts';
import { corsHeaders, preflightHeaders } from './cors.ts';
import { answerWithFault, type Interceptor, sendSpoiled, spoilsBody } from './faults.ts';
import { type Caller, identify, type Keys } from './gateway.ts';

/** One request that arrived, as the log keeps it. */
export interface LoggedRequest {
  method: string;
  /** Without the query. */
  path: string;
  /** The query as sent, without `?`; '' when there is none. */
  query: string;
  /** `anon`, `authenticated`, …: the role of the token it carried; `none`: API key missing or wrong, or a preflight. */
  role: string;
  /** The user id of its token. */
  sub: string | null;
  /** null until it was answered, and for good when it never was. */
  status: number | null;
}

/** What stands behind the one origin of a project. */
export interface ProxyOptions extends Keys {
  /** 0: any free port. */
  port: number;
  postgrestPort: number;
  auth(): AuthServer;
  /** Asked anew for every request. */
  control: { interceptor: Interceptor | null; latencyMs: number; requests: LoggedRequest[] | null };
}

/** The one origin of a project. */
export interface RunningProxy {
  port: number;
  /** Breaks what is under way and stops listening. */
  close(): Promise<void>;
}

/** Starts the gateway of a project: API keys, CORS, routes, as hosted; and the faults that a test asks for. */
export async function startProxy(options: ProxyOptions): Promise<RunningProxy> {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const server = createServer({ keepAliveTimeout: 60_000 }, (incoming, response) => {
    handle(incoming, response).catch((error: unknown) => {
      // The client went away, or a server behind is being stopped: as hosted, a 502 or a broken connection.
      if (response.headersSent) response.destroy();
      else response.writeHead(502, corsHeaders()).end(JSON.stringify({ message: String(error) }));
    });
  });

  async function handle(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { control } = options;
    const target = incoming.url ?? '/';
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const query = mark < 0 ? '' : target.slice(mark + 1);
    const method = incoming.method ?? 'GET';
    const preflight = method === 'OPTIONS' && incoming.headers['access-control-request-method'] !== undefined;
    const caller = preflight ? null : identify(incoming.headers, query, options);

    const logged: LoggedRequest = {
      method,
      path,
      query,
      role: caller?.role ?? 'none',
      sub: caller?.sub ?? null,
      status: null,
    };
    control.requests?.push(logged);
    response.on('finish', () => {
      logged.status = response.statusCode;
    });

    if (control.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, control.latencyMs));

    let body: Buffer | null = null;
    let fault = null;
    if (control.interceptor) {
      body = await readBody(incoming);
      fault = await control.interceptor({
        method,
        path,
        query: new URLSearchParams(query),
        headers: incoming.headers,
        body: body.toString('utf8'),
        role: logged.role,
        sub: logged.sub,
      });
    }
    if (!spoilsBody(fault)) return answerWithFault(fault, response, corsHeaders());
    if (caller === null) {
      response.writeHead(200, preflightHeaders(incoming.headers)).end();
      return;
    }
    if (caller.refusal) return sendJson(response, caller.refusal.status, caller.refusal.body);
    const answer = await route(path, method, target, caller, incoming, body, response);
    if (answer === null) return;
    response.statusCode = answer.status;
    for (const [name, value] of Object.entries({ ...answer.headers, ...corsHeaders() })) {
      if (value !== undefined) response.setHeader(name, value);
    }
    if (fault) sendSpoiled(fault, answer.body, response);
    else await pipeline(answer.body, response);
  }

  /** The answer of the server behind; null when it has been answered here. */
  async function route(
    path: string,
    method: string,
    target: string,
    caller: Caller,
    incoming: IncomingMessage,
    body: Buffer | null,
    response: ServerResponse,
  ): Promise<Answer | null> {
    if (path.startsWith('/auth/v1/')) {
      return askAuth(options.auth(), method, target, incoming.headers, body ?? (await readBody(incoming)));
    }
    // Since 2026 the OpenAPI description is open to secret keys only.
    if (path === '/rest/v1/' || path === '/rest/v1') {
      sendJson(response, 403, {
        message: 'Access to schema is forbidden',
        hint: 'Accessing the schema via the Data API is only allowed using a secret API key.',
      });
      return null;
    }
    if (path.startsWith('/rest/v1/')) {
      return askPostgrest(method, target.slice('/rest/v1'.length), caller, incoming, body, response);
    }
    sendJson(response, 404, { error: 'requested path is invalid' });
    return null;
  }

  async function askPostgrest(
    method: string,
    target: string,
    caller: Caller,
    incoming: IncomingMessage,
    body: Buffer | null,
    response: ServerResponse,
  ): Promise<Answer> {
    const headers: IncomingHttpHeaders = { ...incoming.headers, authorization: `Bearer ${caller.token}` };
    for (const name of NOT_PASSED_ON) delete headers[name];
    return await new Promise<Answer>((resolve, reject) => {
      const upstream = request(
        { host: '127.0.0.1', port: options.postgrestPort, method, path: target, headers, agent },
        (answer) => {
          const passed = { ...answer.headers };
          for (const name of NOT_PASSED_BACK) delete passed[name];
          resolve({ status: answer.statusCode ?? 502, headers: passed, body: answer });
        },
      );
      upstream.on('error', reject);
      response.on('close', () => {
        if (!response.writableFinished) upstream.destroy();
      });
      if (body) upstream.end(body);
      else incoming.pipe(upstream);
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The gateway got no port.');
  return {
    port: address.port,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: Readable;
}

const NOT_PASSED_ON = ['host', 'connection', 'apikey', 'origin', 'referer', 'accept-encoding'];
const NOT_PASSED_BACK = ['connection', 'keep-alive', 'transfer-encoding', 'server'];

async function askAuth(
  auth: AuthServer,
  method: string,
  target: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
): Promise<Answer> {
  const passed = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string' && !['host', 'connection', 'content-length', 'origin'].includes(name)) {
      passed.set(name, value);
    }
  }
  const init: RequestInit = { method, headers: passed };
  if (body.length > 0) init.body = new Uint8Array(body);
  const answer = await auth.answer(new Request(`http://127.0.0.1${target}`, init));
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: answer.body ? Readable.fromWeb(answer.body as ReadableStream) : Readable.from([]),
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { ...corsHeaders(), 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
