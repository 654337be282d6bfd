exports.create = function create() {
  const jobs = [];
  return { jobs, add: (name, run) => jobs.push(run) };
};
exports.empty = () => arguments.length;
