import { startProject } from './startProject.ts';

/** For tests of what a killed process leaves behind: starts a project with a cluster of its own and waits for the end. */
const project = await startProject({ database: 'empty', helper: false });
process.stdout.write(`${JSON.stringify({ url: project.url })}\n`);
if (process.argv[2] === 'exit') process.exit(0);
