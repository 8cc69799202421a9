// Whether the inlines of a tree's headers do what their models here do: both
// are run on the same symbolic arguments.
#ifndef PREMAP_VERIFY_INLINECONTRACT_H
#define PREMAP_VERIFY_INLINECONTRACT_H

#include "verify/VerifyInput.h"

#include <string>
#include <vector>

namespace premap::verify {

/// A modelled function, and what is to be said of it.
struct InlineNote {
  std::string Name; ///< "vma_pages"
  std::string Text;
  bool operator==(const InlineNote &) const = default;
};

struct InlineContract {
  std::vector<std::string> Equal;     ///< whatever the arguments
  std::vector<InlineNote> Deviations; ///< what differs, and for which input
  std::vector<InlineNote> Undecided;  ///< not compared, and why
  std::string Error;                  ///< the headers do not compile
};

/// Compares every inline that the headers define and that has a model. \p Any
/// says how some file of the tree is compiled; its own text is not read.
/// \p Overlay: texts that stand for headers, by absolute path.
InlineContract holdInlines(const Unit &Any, const FileTexts &Overlay = {});

} // namespace premap::verify

#endif
