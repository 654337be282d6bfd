module.exports = { memory: require("./memory"), file: require("./file") };
