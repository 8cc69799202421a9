// What to say to somebody who names a handler that does not exist.
#ifndef PREMAP_TOOL_HANDLERNAMES_H
#define PREMAP_TOOL_HANDLERNAMES_H

#include "rewriters/Plan.h"
#include "tool/HandlerPattern.h"

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"

#include <string>
#include <tuple>
#include <vector>

namespace premap {

struct CandidateHit;

/// A handler as a table names it.
struct HandlerName {
  std::string File, Function;
  bool operator<(const HandlerName &Other) const {
    return std::tie(File, Function) < std::tie(Other.File, Other.Function);
  }
  bool operator==(const HandlerName &) const = default;
};

/// What the places \p Hits put into tables, sorted; by their text.
std::vector<HandlerName> namesIn(llvm::ArrayRef<CandidateHit> Hits,
                                 const FileReader &Read);

/// "there is no mmap handler X", and those of \p Known that may be meant: what
/// it was converted to, the ones of the file that \p Wanted names, or else
/// those of a similar name, at most three.
std::string unknownHandler(const HandlerPattern &Wanted,
                           llvm::ArrayRef<HandlerName> Known);

} // namespace premap

#endif
