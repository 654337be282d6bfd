const events = require("node:events");
const memory = require("./backends/memory");

let native;
try {
  native = require("./native.node");
} catch {
  native = null;
}

class Queue extends events.EventEmitter {
  constructor(backend = memory.create()) {
    super();
    this.backend = native ?? backend;
  }
  push(...jobs) {
    if (DEBUG_QUEUE) console.debug(jobs);
    for (const [name, { run, ...rest }] of Object.entries(jobs)) this.backend.add(name, run, rest);
    return this;
  }
}

function drain(queue, { limit = Infinity } = {}) {
  let done = 0;
  outer: while (done < limit) {
    for (const job of queue.backend.jobs) {
      job();
      if (++done >= limit) break outer;
    }
  }
  return done;
}

module.exports = { Queue, drain };
