// What the lint rules ask of the ways through a body. Private to this room.
#ifndef PREMAP_FINDINGS_LINTPATHS_H
#define PREMAP_FINDINGS_LINTPATHS_H

#include "findings/LintRules.h"
#include "kernel/Calls.h"

namespace premap {

/// Whether \p Text has the identifier \p Word.
bool mentions(std::string_view Text, std::string_view Word);
bool mentions(const std::vector<std::string> &Texts, std::string_view Word);

/// "count" of "&st->count".
std::string lastMember(std::string_view Text);
/// "st" of "&st->count".
std::string firstName(std::string_view Text);

kernel::CallKind kindOf(const Step &S);
/// A call that takes, or that counts up.
bool takes(const Step &S);
/// A call that gives back, or that counts down.
bool givesBack(const Step &S);

/// Something that was taken on a way and is still held at its end.
struct Holding {
  const Step *Taken = nullptr;
  size_t At = 0;       ///< of the way's steps
  std::string Holder;  ///< the variable that has it; "" if none
  std::string Subject; ///< what is counted or linked
  bool Unsure = false; ///< code that was not read may have given it back
};

std::vector<Holding> holdingsOf(const LintReport &R, const FunctionFacts &In,
                                const FlowPath &Way);

/// Whether \p Way ends in an error of its own, or in that of a call that it
/// makes behind the step \p At.
bool mayFailAfter(const FunctionFacts &In, const FlowPath &Way, size_t At);

/// \p From and what it calls of the same file.
std::vector<const FunctionFacts *>
reachedFrom(const LintReport &R, std::vector<const FunctionFacts *> From);

} // namespace premap

#endif
