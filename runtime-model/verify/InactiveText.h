// What a file says in branches that its configuration does not compile.
#ifndef PREMAP_VERIFY_INACTIVETEXT_H
#define PREMAP_VERIFY_INACTIVETEXT_H

#include <map>
#include <memory>
#include <set>
#include <string>

namespace clang {
class PPCallbacks;
class Preprocessor;
} // namespace clang

namespace premap::verify {

struct InactiveText {
  /// Words of the main file's inactive branches, but for those of `#if 0`; with
  /// the line of the first.
  std::map<std::string, unsigned> Words;
  /// The same for members that are set there: ".mmap = foo_mmap".
  std::map<std::string, unsigned> Members;
  /// Functions and variables of the file that are compiled.
  std::set<std::string> Defined;
};

/// Fills in Words and Members while \p PP reads the file.
std::unique_ptr<clang::PPCallbacks> inactiveCollector(clang::Preprocessor &PP,
                                                      InactiveText &To);

/// What the old text defines and the new one does not, and what inactive
/// branches of the new one still use; with the line.
std::map<std::string, unsigned> leftBehind(const InactiveText &Old,
                                           const InactiveText &New);

/// The line where an inactive branch still sets \p Member to \p Function; 0 if
/// none does.
unsigned stillSet(const InactiveText &New, const std::string &Member,
                  const std::string &Function);

} // namespace premap::verify

#endif
