/* Asks Perfetto's trace processor, in the build for browsers, about traces:
 *
 *     node perfetto_engine.mjs FOLDER
 *
 * FOLDER has trace_processor.wasm, the script of the browser's worker around it, and the client that
 * speaks to it. Each line of standard input is {"trace": path, "queries": {name: SQL}}; the answer is
 * a line {"rows": {name: [[value…]…]}} or {"error": …}. The worker is not given a thread of its own:
 * it finds its globals here, and its port is an object. */
import {readFileSync} from 'node:fs'
import path from 'node:path'
import {createInterface} from 'node:readline'
import {pathToFileURL} from 'node:url'
import vm from 'node:vm'

const folder = process.argv[2]
const {EngineBase} = await import(pathToFileURL(path.join(folder, 'engine.mjs')))

/* A worker's globals, as far as the script asks for them. */
function become_worker() {
    globalThis.self = globalThis
    globalThis.WorkerGlobalScope = class {}
    globalThis.location = new URL(pathToFileURL(folder + path.sep))
    globalThis.XMLHttpRequest = class {
        open(method, url) {
            this.response = readFileSync(path.join(folder, path.basename(url)))
        }
        send() {}
    }
    WebAssembly.Module = class extends WebAssembly.Module {
        constructor(bytes) {
            if (bytes[8] == 5 && bytes[11] == 4) { // first of all a memory, of 64 bits: a trial
                throw new WebAssembly.CompileError('there is no build for that in the folder')
            }
            super(bytes)
        }
    }
}

/* It is ready when what it has promised itself is done. */
async function start_worker() {
    const script = path.join(folder, 'engine_bundle.node.js')
    vm.runInThisContext(readFileSync(script, 'utf8'), {filename: script})
    await new Promise(setImmediate)
}

class Engine extends EngineBase {
    constructor() {
        super()
        this.port = {postMessage: bytes => this.onRpcResponseBytes(bytes)}
        self.onmessage({data: this.port})
    }

    rpcSendRequestBytes(bytes) {
        this.port.onmessage({data: bytes})
    }
}

function cell(value) {
    return typeof value == 'bigint' ? Number(value) : value
}

async function ask(engine, {trace, queries}) {
    const rows = {}
    await engine.resetTraceProcessor({})
    await engine.parse(new Uint8Array(readFileSync(trace)))
    await engine.notifyEof()
    for (const [name, sql] of Object.entries(queries)) {
        const result = await engine.query(sql), columns = result.columns()
        rows[name] = []
        for (const row = result.iter({}); row.valid(); row.next()) {
            rows[name].push(columns.map(column => cell(row.get(column))))
        }
    }
    return {rows}
}

console.warn = () => {} // the client is older than the processor, and says so each time
become_worker()
await start_worker()
const engine = new Engine()
for await (const line of createInterface({input: process.stdin})) {
    const answer = await ask(engine, JSON.parse(line)).catch(error => ({error: String(error)}))
    process.stdout.write(JSON.stringify(answer) + '\n')
}
