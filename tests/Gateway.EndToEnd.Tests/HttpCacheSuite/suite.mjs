// The public HTTP cache test suite, by its own modules:
//   node suite.mjs origin                       its server on a free port, which it prints
//   node suite.mjs client BASE                  all cases through the gateway at BASE; prints JSON: cases and results
//   node suite.mjs client BASE ID...            these cases, with every request and response
// HTTP_CACHE_SUITE names a checkout of the suite's repository to run in place of the package.
import { existsSync } from 'node:fs'
import { join, dirname, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { devNull } from 'node:os'

const here = dirname(fileURLToPath(import.meta.url))
const root = process.env.HTTP_CACHE_SUITE ? resolve(process.env.HTTP_CACHE_SUITE) : join(here, 'node_modules', 'http-cache-tests')
// The repository has moved the engine into a folder of its own since the package was made.
const engine = existsSync(join(root, 'test-engine')) ? join(root, 'test-engine') : root
const load = (...path) => import(pathToFileURL(join(...path)).href)

const [what, base, ...ids] = process.argv.slice(2)
if (what === 'origin') {
  Object.assign(process.env, { npm_config_protocol: 'http', npm_config_port: '0', npm_config_pidfile: devNull })
  process.stdin.on('end', () => process.exit(0)).resume()
  await load(engine, 'server', 'server.mjs')
} else if (what === 'client' && base) {
  await client()
} else {
  console.error('suite.mjs origin | client BASE [ID...]')
  process.exit(64)
}

async function client () {
  const suites = (await load(root, 'tests', 'index.mjs')).default
  if (existsSync(join(root, 'tests', 'surrogate-control.mjs'))) suites.push((await load(root, 'tests', 'surrogate-control.mjs')).default)
  for (const suite of suites) {
    suite.tests = suite.tests.filter(test => !test.browser_only && (ids.length === 0 || ids.includes(test.id)))
    if (ids.length > 0) suite.tests.forEach(test => { test.dump = true })
  }
  const cases = suites.flatMap(suite => suite.tests.map(test => ({
    id: test.id,
    kind: test.kind ?? 'required',
    name: test.name,
    suite: suite.id,
    dependsOn: test.depends_on ?? []
  })))

  const { runTests, getResults } = await load(engine, 'client', 'runner.mjs')
  // Few at a time: each case has pauses of seconds, and freshness of seconds that a busy machine must not eat up.
  if (engine === root) {
    await runTests(suites, (await load(root, '..', 'node-fetch', 'lib', 'index.js')).default, false, base, 40)
  } else {
    await runTests(suites, false, base, 40)
  }
  const results = getResults()
  if (ids.length > 0) {
    for (const [id, result] of Object.entries(results)) console.log(`==== ${id}: ${result === true ? 'passed' : result.join(': ')}`)
  }
  console.log(JSON.stringify({ cases, results }))
}
