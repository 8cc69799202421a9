// What names that headers define stand for, as text: a body that was skipped
// means something else if a macro, an enumerator or another function that it
// uses does.
#ifndef PREMAP_VERIFY_HEADERNAMES_H
#define PREMAP_VERIFY_HEADERNAMES_H

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace clang {
class ASTContext;
class Preprocessor;
} // namespace clang

namespace premap::verify {

struct SkippedBody;

struct NameText {
  std::uint64_t Hash = 0; ///< the same for equal texts within one process
  std::set<std::string> Words;
};

using HeaderNames = std::map<std::string, NameText>;

/// The macros of a unit that was read to its end, its enumerators, and the
/// variables and skipped functions of its headers.
HeaderNames headerNames(clang::Preprocessor &PP, clang::ASTContext &Context,
                        const std::map<std::string, SkippedBody> &Skipped);

/// The names that do not stand for the same in both texts, directly or by way
/// of what they use.
std::set<std::string> changedNames(const HeaderNames &Old,
                                   const HeaderNames &New);

} // namespace premap::verify

#endif
