// node check.mjs compose|dockerfile FILE: a line for each thing that is wrong with it.
import { readFileSync } from 'node:fs';
import { DCLinter } from 'dclint';
import { validate } from 'dockerfile-utils';

// What they say of order and quotes is no fault.
const rules = Object.fromEntries(
  ['no-quotes-in-volumes', 'require-quotes-in-ports', 'service-keys-order', 'services-alphabetical-order', 'top-level-properties-order'].map(name => [name, 0]));

const checks = {
  // By the schema of the Compose Specification first, then by rules of its own.
  compose: file => new DCLinter({ rules, quiet: false, debug: false, exclude: [] }).lintFiles([file], false)
    .flatMap(result => result.messages.map(m => `${m.line}: ${m.message} (${m.rule})`)),
  dockerfile: file => validate(readFileSync(file, 'utf8')).map(d => `${d.range.start.line + 1}: ${d.message}`),
};

const [what, file] = process.argv.slice(2);
const findings = checks[what](file);
for (const line of findings) console.log(line);
process.exitCode = findings.length ? 1 : 0;
