#include "verify/TreePaths.h"

#include "llvm/ADT/StringExtras.h"

namespace premap::verify {

/// Takes \p Root away wherever a path in \p Text starts with it.
static void nameFromRoot(std::string &Text, const std::string &Root) {
  for (std::size_t At = 0; (At = Text.find(Root, At)) != std::string::npos;) {
    char Before = At ? Text[At - 1] : ' ';
    if (llvm::isAlnum(Before) || llvm::StringRef("._-~/").contains(Before))
      ++At;
    else
      Text.erase(At, Root.size());
  }
}

static void nameFromRoot(nlohmann::json &J, const std::string &Root) {
  if (J.is_string())
    nameFromRoot(J.get_ref<std::string &>(), Root);
  if (J.is_structured())
    for (nlohmann::json &Part : J)
      nameFromRoot(Part, Root);
}

void nameFromRoot(VerifyResult &R, const std::string &Root) {
  nameFromRoot(R.File, Root);
  nameFromRoot(R.Counterexample, Root);
  for (Difference &D : R.Differences)
    nameFromRoot(D.Message, Root);
  for (PathTrace &P : R.Trace) {
    nameFromRoot(P.End, Root);
    nameFromRoot(P.Decided, Root);
    for (std::string &Step : P.Steps)
      nameFromRoot(Step, Root);
  }
}

} // namespace premap::verify
