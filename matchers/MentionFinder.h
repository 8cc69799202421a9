// Collects every spelled mention of the functions that matter: references and
// declarations from the AST, the rest (comments, exports, inactive code, macro
// definitions) from the text.
#ifndef PREMAP_MATCHERS_MENTIONFINDER_H
#define PREMAP_MATCHERS_MENTIONFINDER_H

#include "matchers/Facts.h"
#include "matchers/SourceSpans.h"

#include "clang/AST/Decl.h"
#include "llvm/ADT/MapVector.h"

#include <map>
#include <string>
#include <vector>

namespace premap {

class MentionFinder {
public:
  explicit MentionFinder(const SourceSpans &Spans) : Spans(Spans) {}

  /// Mentions of \p Function are wanted.
  void track(const clang::FunctionDecl &Function);

  bool isTracked(const clang::FunctionDecl &Function) const {
    return Mentions.contains(Function.getCanonicalDecl());
  }

  /// A reference from the AST. Functions that are not tracked are ignored; of
  /// two references at one place the first counts.
  void addReference(const clang::FunctionDecl &Function,
                    clang::SourceLocation Name, MentionKind Kind);

  /// Adds the declarations and what the texts of the unit's own files and of
  /// the headers that declare the functions say; \p Inactive tells dead code.
  void finish(const std::vector<InactiveRegion> &Inactive);

  /// Sorted by place; complete after finish().
  std::vector<Mention> mentionsOf(const clang::FunctionDecl &Function) const;

  /// Whether an EXPORT_SYMBOL*() names \p Function.
  bool isExported(const clang::FunctionDecl &Function) const;

private:
  using ByPlace = std::map<Span, Mention>;
  void addDeclarations(const clang::FunctionDecl &Function, ByPlace &Out);
  void addText(clang::FileID File, const std::vector<InactiveRegion> &Inactive);
  void add(ByPlace &Out, Mention Found) const;

  SourceSpans Spans;
  llvm::MapVector<const clang::FunctionDecl *, ByPlace> Mentions;
};

} // namespace premap

#endif
