// Runs a list of jobs in forked worker processes: a crash or an endless loop
// costs its own job and nothing else.
#ifndef PREMAP_TOOL_TREE_WORKERPOOL_H
#define PREMAP_TOOL_TREE_WORKERPOOL_H

#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace premap {

struct WorkerPoolOptions {
  unsigned Jobs = 1; ///< worker processes at a time
  /// Processor time that one job may take; then its worker is killed. What
  /// else the machine does, or that it sleeps, takes nothing from a job.
  std::chrono::milliseconds TimeLimit = std::chrono::minutes(5);
  /// How long a job may use no processor time at all: it waits for something
  /// that does not come. The time in which we could not look does not count.
  std::chrono::milliseconds IdleLimit = std::chrono::minutes(2);
  /// What a worker may take of the address space beyond our own.
  uint64_t MemoryLimit = 8ull << 30;
  /// A worker is replaced after so many jobs, which bounds what leaks in it.
  unsigned JobsPerWorker = 64;
  /// Called after every finished job, in the parent.
  std::function<void(size_t Done, size_t Total)> OnProgress;
};

/// How one job ended. Problem is "" if it ran to its end; else it says how the
/// worker died ("killed by SIGSEGV", "took longer than 300 s of processor
/// time", an exception's text) and Bytes is empty.
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
