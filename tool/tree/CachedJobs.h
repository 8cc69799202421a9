// Jobs in worker processes whose answers a cache may know already.
#ifndef PREMAP_TOOL_TREE_CACHEDJOBS_H
#define PREMAP_TOOL_TREE_CACHEDJOBS_H

#include "matchers/ParseUnit.h"
#include "tool/tree/ResultCache.h"
#include "tool/tree/WorkerPool.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace premap {

/// What a result depends on in a program besides its input: this very build of
/// premap, and the Clang that it is linked with.
const std::string &toolIdentity();

/// Keys of what is asked (\p Question) of each of \p Commands, read with
/// \p Overlay.
std::vector<std::string> parseKeys(llvm::StringRef Question,
                                   llvm::ArrayRef<CompileCommand> Commands,
                                   const VirtualFiles &Overlay);

/// Makes of an answer, and of the paths that it depends on, what a worker says.
using PackAnswer =
    llvm::function_ref<std::string(const std::string &, const FilesSeen &)>;

/// Does several of the jobs, whose indices it gets, at once: gives what a
/// worker said of each, by index. The others are done one by one.
using RunTogether = std::function<llvm::Expected<std::map<size_t, std::string>>(
    llvm::ArrayRef<size_t>, PackAnswer)>;

/// runInWorkers() for those of \p Keys that \p Cache does not know. \p Run adds
/// to its second argument every path that it looks at. What ran to its end is
/// kept.
llvm::Expected<std::vector<JobResult>>
runCached(ResultCache &Cache, llvm::ArrayRef<std::string> Keys,
          llvm::function_ref<std::string(size_t, FilesSeen &)> Run,
          const WorkerPoolOptions &Options, const RunTogether &Together = {});

} // namespace premap

#endif
