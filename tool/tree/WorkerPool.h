// Runs a list of jobs in forked worker processes: a crash or an endless loop
// costs its own job and nothing else.
#ifndef PREMAP_TOOL_TREE_WORKERPOOL_H
#define PREMAP_TOOL_TREE_WORKERPOOL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace premap {

struct WorkerPoolOptions {
  unsigned Jobs = 1; ///< worker processes at a time
  /// Wall clock time that one job may take; then its worker is killed.
  std::chrono::milliseconds TimeLimit = std::chrono::minutes(5);
  /// A worker is replaced after so many jobs, which bounds what leaks in it.
  unsigned JobsPerWorker = 64;
  /// Called after every finished job, in the parent.
  std::function<void(size_t Done, size_t Total)> OnProgress;
};

/// How one job ended. Problem is "" if it ran to its end; else it says how the
/// worker died ("killed by SIGSEGV", "took longer than 300 s", an exception's
/// text) and Bytes is empty.
struct JobResult {
  std::string Bytes;
  std::string Problem;
  bool ok() const { return Problem.empty(); }
};

/// Runs \p Run for every index below \p Count, each in some worker, and
/// returns the results by index, whatever the number of workers. The caller
/// must not have threads. Workers die with the parent.
/// Fails if a worker cannot be started, or if Ctrl-C came (then
/// wasInterrupted() is true); no worker outlives the call.
llvm::Expected<std::vector<JobResult>>
runInWorkers(size_t Count, llvm::function_ref<std::string(size_t)> Run,
             const WorkerPoolOptions &Options);

} // namespace premap

#endif
