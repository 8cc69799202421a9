// Tells, without a preprocessor, what the places of a C text are: code,
// comment, string or directive. For what the AST does not show.
#ifndef PREMAP_MATCHERS_TOKENCONTEXT_H
#define PREMAP_MATCHERS_TOKENCONTEXT_H

#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <string>
#include <vector>

namespace premap {

enum class TokenContext { Code, Member, Export, Comment, String, Directive };

/// One whole-word occurrence of a name.
struct NameToken {
  std::string Name;
  unsigned Offset = 0; ///< bytes
  unsigned Line = 0;   ///< 1-based
  TokenContext Context = TokenContext::Code;
};

/// Every occurrence of one of \p Names in \p Text, in source order. Member is a
/// name after `.` or `->`, or a tag; Export one in the parentheses of
/// EXPORT_SYMBOL*().
/// \p Text must be followed by a NUL, as that of a MemoryBuffer or std::string.
std::vector<NameToken> findNames(llvm::StringRef Text,
                                 const llvm::StringSet<> &Names);

/// What line \p Line of \p Text mostly is, from the point of view of the word
/// \p Name on it: the context of its least hidden occurrence as a part of a
/// word
/// (`fb_mmap` counts for `mmap`), where code is less hidden than the rest.
/// Comment if the word is not there.
TokenContext contextOfLine(llvm::StringRef Text, unsigned Line,
                           llvm::StringRef Name);

} // namespace premap

#endif
