// Opens the page in headless Chromium: node test.mjs <chromium> <index.html> <docs/measured/bits.txt>. Fails unless all that
// check.js tries passes, nothing is said on the console, and every function's bits are those of the library compiled for SSE2.
import {spawn} from "node:child_process";
import {mkdtempSync, readFileSync, rmSync} from "node:fs";
import {tmpdir} from "node:os";
import {join} from "node:path";
import {pathToFileURL} from "node:url";

const [chromium, page, bitsFile] = process.argv.slice(2);
const failures = [];

/// Chromium's debugging protocol over a pipe: messages in JSON, each ended by a zero.
class Browser {
  constructor() {
    this.profile = mkdtempSync(join(tmpdir(), "hillock-playground-"));
    this.process = spawn(chromium, ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe",
      `--user-data-dir=${this.profile}`], {stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"]});
    this.process.stdio[3].on("error", () => {});  // "close" says it
    this.waiting = new Map();
    let text = "";
    this.process.stdio[4].setEncoding("utf8").on("data", (piece) => {
      const messages = (text + piece).split("\0");
      text = messages.pop();
      messages.map(JSON.parse).forEach((message) => this.receive(message));
    });
    this.ended = new Promise((done) => this.process.on("close", done).on("error", done));
  }

  receive(message) {
    const {method, params} = message;
    if (method === "Runtime.consoleAPICalled") failures.push(`console: ${JSON.stringify(params.args.map((a) => a.value ?? a.description))}`);
    if (method === "Runtime.exceptionThrown") failures.push(`exception: ${params.exceptionDetails.exception?.description}`);
    if (method === "Log.entryAdded") failures.push(`log: ${params.entry.text}`);
    this.waiting.get(message.id)?.(message);
    this.waiting.delete(message.id);
  }

  async call(method, params = {}) {
    const number = this.calls = (this.calls ?? 0) + 1;
    const answer = new Promise((resolve) => this.waiting.set(number, resolve));
    this.process.stdio[3].write(JSON.stringify({id: number, method, params, ...(this.session && {sessionId: this.session})}) + "\0");
    const {result, error} = await answer;
    if (error) throw new Error(`${method}: ${error.message}`);
    return result;
  }

  async open(url) {
    const {targetId} = await this.call("Target.createTarget", {url: "about:blank"});
    this.session = (await this.call("Target.attachToTarget", {targetId, flatten: true})).sessionId;
    for (const domain of ["Runtime", "Log", "Page"]) await this.call(`${domain}.enable`);
    await this.call("Page.navigate", {url});
  }

  async text(id) {
    const {result} = await this.call("Runtime.evaluate", {expression: `document.getElementById("${id}")?.textContent ?? ""`});
    return result.value;
  }

  async close() {
    this.process.kill("SIGKILL");
    await this.ended;
    rmSync(this.profile, {recursive: true, force: true, maxRetries: 10});
  }
}

const browser = new Browser();
let finished = false;
const report = () => {
  if (failures.length === 0) return;
  console.error(failures.slice(0, 20).join("\n"));
  process.exit(1);
};
browser.ended.then(() => {
  if (!finished) failures.push("Chromium ended before the page did");
  report();
});
const limit = setTimeout(() => browser.process.kill("SIGKILL"), 120000);
await browser.open(`${pathToFileURL(page)}#check`);
let lines = [];
while (lines[lines.length - 1] !== "done" && failures.length === 0) {
  await new Promise((resolve) => setTimeout(resolve, 100));
  lines = (await browser.text("check")).split("\n");
}
clearTimeout(limit);
finished = true;

failures.push(...lines.filter((line) => line.startsWith("FAILED")));
const native = new Map(readFileSync(bitsFile, "utf8").split("\n").map((line) => [line.slice(0, line.lastIndexOf(" ")), line.slice(line.lastIndexOf(" ") + 1)]));
const bits = lines.filter((line) => line.startsWith("bits "));
for (const line of bits) {
  const [, name, hash] = line.match(/^bits (.*) ([0-9a-f]+)$/), expected = native.get(`${name} sse2`);
  if (expected === undefined || parseInt(expected, 16) !== parseInt(hash, 16)) failures.push(`bits of ${name}: ${hash}, native ${expected}`);
}
const passed = lines.filter((line) => line.startsWith("passed")).length;
if (failures.length === 0 && (bits.length < 200 || passed < 200)) failures.push(`only ${bits.length} hashes and ${passed} checks`);
await browser.close();
report();
console.log(`${bits.length} hashes are those of native SSE2, ${passed} checks passed`);
