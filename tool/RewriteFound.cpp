#include "tool/RewriteFound.h"

#include "llvm/ADT/STLExtras.h"

namespace premap {

/// Whether all handlers of \p Move are converted.
static bool isWhole(const FamilyMove &Move, const RewriteResult &Result) {
  return llvm::all_of(Move.Ids, [&](const std::string &Id) {
    return llvm::any_of(Result.Outcomes, [&](const RewriteOutcome &O) {
      return O.Id == Id && isDone(O.Outcome);
    });
  });
}

llvm::Expected<RewriteResult> rewriteFound(ConversionScan &Found,
                                           const CommonOptions &Common,
                                           RewriteOptions Options) {
  auto rewrite = [&] {
    Options.Move = Found.Move ? &*Found.Move : nullptr;
    return rewriteTree(Found.Scan, Common, Found.Scan.Wanted, Options);
  };
  if (!Found.Together)
    return rewrite();
  auto change = [&] {
    std::swap(Found.Scan.Result.Handlers, Found.Together->Handlers);
    std::swap(*Found.Move, Found.Together->Move);
  };
  change();
  llvm::Expected<RewriteResult> Result = rewrite();
  if (!Result || isWhole(*Found.Move, *Result))
    return Result;
  change();
  return rewrite();
}

} // namespace premap
