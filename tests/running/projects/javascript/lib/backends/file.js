const fs = require("fs");
const path = require("path");
const { create } = require("./memory");

module.exports = class FileBackend {
  constructor(folder = path.join(__dirname, "jobs")) {
    Object.assign(this, create(), { folder, files: fs.readdirSync(folder) });
  }
};
