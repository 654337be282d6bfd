"use strict";

const { Queue, drain: drainAll } = require("./lib/queue");
const backends = require("./lib/backends");
const { version } = require("./package.json");

exports.Queue = Queue;
exports.drain = drainAll;
exports.backends = backends;
exports.version = version;
