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

struct HeaderBodies {
  std::set<std::string> Keep; ///< besides those that get a mapping
  std::set<std::string> Kept; ///< functions of headers with a body
  /// Functions of headers without theirs, and a hash of it: the same for equal
  /// texts within one process.
  std::map<std::string, std::uint64_t> Skipped;

  /// The answer for ASTConsumer::shouldSkipFunctionBody().
  bool skip(const clang::Decl &D, clang::Preprocessor &PP);
};

} // namespace premap::verify

#endif
