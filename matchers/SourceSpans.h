// The only place that turns Clang's source ranges into Spans.
#ifndef PREMAP_MATCHERS_SOURCESPANS_H
#define PREMAP_MATCHERS_SOURCESPANS_H

#include "matchers/Span.h"

#include "clang/Basic/SourceLocation.h"
#include "llvm/ADT/DenseMap.h"

#include <memory>
#include <string>

namespace clang {
class CompilerInstance;
class LangOptions;
class SourceManager;
} // namespace clang

namespace premap {

/// Cheap to copy; all copies share one cache and must not outlive the AST.
///
/// Every range is a Clang token range. An editable Span (Length != 0) is text
/// of one file under the tree, and none of it comes out of a macro's body: what
/// the programmer typed, also when it is an argument of a macro
/// (`PAGE_ALIGN(vma->vm_end - vma->vm_start)`).
class SourceSpans {
public:
  /// \p TreeRoot is absolute; paths in Spans are relative to it.
  SourceSpans(clang::CompilerInstance &CI, const std::string &TreeRoot);

  /// The range as the programmer typed it. Empty if an end of it is produced
  /// by a macro's body, if it covers two files or leaves the tree.
  Span typed(clang::SourceRange Range) const;

  /// As typed(), but an end may also be the end of a whole macro invocation:
  /// `return -EINVAL`, `PAGE_SIZE`, `pgprot_noncached(P)`. Right for text that
  /// is replaced or moved as a whole; never for renaming a token.
  Span written(clang::SourceRange Range) const;

  /// Where a person finds the range: its place in the file after all macros
  /// are undone (an invocation counts as one place). Names a line; edits must
  /// not use it.
  Span place(clang::SourceRange Range) const;

  /// Where the characters of a token stand, in a macro's body too.
  Span spelling(clang::SourceLocation Location) const;

  /// The text of written(), else of place(); as it stands in the file.
  std::string text(clang::SourceRange Range) const;

  /// The bytes of \p Where, which this object made.
  std::string text(const Span &Where) const;

  /// Path of the file that holds \p Location after all macros are undone:
  /// relative to the tree, without `.` and `..`; absolute if outside the tree.
  const std::string &path(clang::SourceLocation Location) const;

  /// Whether \p Location stands, after macros are undone, under the tree.
  bool isInTree(clang::SourceLocation Location) const;

  const clang::SourceManager &sources() const { return *Sources; }
  const clang::LangOptions &language() const { return *Language; }

private:
  struct Cache;
  Span fileRange(clang::CharSourceRange Range) const;
  const std::string &path(clang::FileID File) const;

  const clang::SourceManager *Sources;
  const clang::LangOptions *Language;
  std::shared_ptr<Cache> Paths;
};

/// \p Path, absolute, without \p TreeRoot in front and without `.` and `..`;
/// unchanged but for the dots if it is not under the tree. Does not look at the
/// disk.
std::string treeRelative(const std::string &Path, const std::string &TreeRoot);

} // namespace premap

#endif
