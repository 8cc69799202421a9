#include "tool/Version.h"

#include "Commit.h"

#include "llvm/Config/llvm-config.h"

namespace premap {

std::string versionText() {
  return "premap " PREMAP_VERSION " (commit " PREMAP_COMMIT
         "), LLVM " LLVM_VERSION_STRING;
}

} // namespace premap
