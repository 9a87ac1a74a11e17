import { spawn } from 'node:child_process';

/** What became of a call of psql. */
export interface PsqlResult {
  /** 0: all went well. 3: a statement failed while ON_ERROR_STOP was on. */
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs psql, as a person would in a terminal: `$DATABASE_URL` is set for commands of the shell. */
export function runPsql(databaseUrl: string, args: readonly string[], folder: string): Promise<PsqlResult> {
  return runCommand('psql', [databaseUrl, '-X', ...args], databaseUrl, folder);
}

/** Runs lines of bash in a folder. */
export function runBash(databaseUrl: string, script: string, folder: string): Promise<PsqlResult> {
  return runCommand('bash', ['-c', script], databaseUrl, folder);
}

function runCommand(
  program: string,
  args: readonly string[],
  databaseUrl: string,
  folder: string,
): Promise<PsqlResult> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: { ...process.env, DATABASE_URL: databaseUrl, LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', (cause) => {
      const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
      const hint = missing ? `${program} is not installed: apt-get install postgresql-client bash` : 'see the cause';
      reject(new Error(`${program} could not be run; ${hint}.`, { cause }));
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
