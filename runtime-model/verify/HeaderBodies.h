// Which function bodies of headers a compilation parses, and a quick way past
// the others.
#ifndef PREMAP_VERIFY_HEADERBODIES_H
#define PREMAP_VERIFY_HEADERBODIES_H

#include <cstdint>
#include <map>
#include <set>
#include <string>

namespace clang {
class Decl;
class Preprocessor;
} // namespace clang

namespace premap::verify {

/// What is known of a body without parsing it.
struct SkippedBody {
  std::uint64_t Hash = 0;      ///< the same for equal texts within one process
  std::set<std::string> Calls; ///< words before a parenthesis
  /// It is one expression that assigns nothing, but for what it calls.
  bool OnlyReturns = false;
  bool Follows = false; ///< a pointer
  /// Every word of it, if somebody wants to know; see HeaderNames.
  std::set<std::string> Words;
};

struct HeaderBodies {
  std::set<std::string> Keep; ///< besides those that get a mapping
  std::set<std::string> Kept; ///< functions of headers with a body
  std::map<std::string, SkippedBody> Skipped; ///< functions of headers
  bool WithWords = false; ///< skipped bodies get their Words

  /// The answer for ASTConsumer::shouldSkipFunctionBody().
  bool skip(const clang::Decl &D, clang::Preprocessor &PP);
};

} // namespace premap::verify

#endif
