// One call of an inner hook, as its tokens tell.
#ifndef PREMAP_REWRITERS_DISPATCHCALL_H
#define PREMAP_REWRITERS_DISPATCHCALL_H

#include "findings/ConversionInput.h"
#include "rewriters/Syntax.h"

#include <optional>
#include <set>
#include <string>

namespace premap {

/// How the result of the call is used.
enum class CallForm {
  Returned, ///< `return ops->mmap(file, vma);`
  Assigned, ///< `ret = ops->mmap(file, vma);`
};

/// One call of the old hook in its function.
struct Dispatch {
  const FunctionFacts *Function = nullptr;
  FunctionSyntax Syntax;
  CallForm Form = CallForm::Returned;
  size_t Member = 0;    ///< the token of the hook's name
  TokenRange Table;     ///< the expression before it, without `->`
  TokenRange Statement; ///< that calls
  TokenRange Guard;     ///< the test for NULL before it, or around it
  bool Inside = false;  ///< the statement is the body of Guard
  std::vector<TokenRange> Arguments;

  bool isEmbedded(const SourceText &T) const { return T.at(Member - 1) == "."; }
  /// What the new call is put in front of.
  size_t begin() const { return Guard.empty() ? Statement.Begin : Guard.Begin; }
};

/// The call \p Call in \p F, if it stands in a form that has a place for a
/// second one. \p Tests gets the places of the tests for NULL around it.
std::optional<Dispatch> readDispatch(const SourceText &T,
                                     const HookFamily &Family,
                                     const FunctionFacts &F,
                                     const FieldUse &Call,
                                     std::set<unsigned> &Tests);

/// What \p E, of the function of \p Call, does, if it may be lost when the VMA
/// is made anew of a descriptor; "" if nothing.
std::string lostByDescriptor(const Event &E, const FieldUse &Call);

} // namespace premap

#endif
