// What a file says in branches that its configuration does not compile.
#ifndef PREMAP_VERIFY_INACTIVETEXT_H
#define PREMAP_VERIFY_INACTIVETEXT_H

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace clang {
class Decl;
class PPCallbacks;
class Preprocessor;
} // namespace clang

namespace premap::verify {

struct InactiveText {
  struct Use {
    unsigned Line;
    bool IsMember; ///< a member is set to it: ".mmap = foo_mmap"
  };
  struct Body {
    unsigned Begin = 0, End = 0;  ///< lines
    std::set<std::string> Names;  ///< of its parameters and locals
    std::set<std::string> Words;  ///< but for those and for keywords
    std::string Mapping;          ///< its parameter that is a vma or desc
    std::set<std::string> Beside; ///< what else a function with one gets
  };
  struct Line {
    unsigned Number;
    std::vector<std::string> Tokens;
  };

  /// Words of the main file's inactive branches, but for those of `#if 0`, and
  /// for members that are read or set; in their order.
  std::map<std::string, std::vector<Use>> Words;
  /// What those branches say, line by line.
  std::vector<Line> Lines;
  /// The line where a member is set first: "mmap = foo_mmap".
  std::map<std::string, unsigned> Members;
  /// The words of the file's macros.
  std::map<std::string, std::set<std::string>> Macros;
  /// Functions and variables of the file that are compiled: their type.
  std::map<std::string, std::string> Defined;
  std::map<std::string, Body> Bodies; ///< of those functions
};

/// Fills in Words, Lines, Members and Macros while \p PP reads the file.
std::unique_ptr<clang::PPCallbacks> inactiveCollector(clang::Preprocessor &PP,
                                                      InactiveText &To);

/// Fills in Defined and Bodies from the declarations of the main file.
void addDefinitions(const std::vector<clang::Decl *> &Decls, InactiveText &To);

/// What the old text defines and the new one does not, or as something else,
/// and what inactive branches of the new one still use; with the line.
std::map<std::string, unsigned> leftBehind(const InactiveText &Old,
                                           const InactiveText &New);

/// The same for parameters and locals of the function \p OldName, which is
/// \p NewName now.
std::map<std::string, unsigned> leftBehind(const InactiveText &Old,
                                           const std::string &OldName,
                                           const InactiveText &New,
                                           const std::string &NewName);

/// What inactive branches say otherwise in the new text than in the old one.
struct InactiveChange {
  unsigned First = 0, Last = 0; ///< lines of the new text, around the change
  std::set<std::string> Words;  ///< in either text
  /// Both texts only get or ask the mapping there, each in its own words.
  bool AsksMapping = false;
};
/// \p Became: words of the old text and what the change makes of them wherever
/// they stand, as of the name of a hook.
std::optional<InactiveChange>
changedInactive(const InactiveText &Old, const InactiveText &New,
                const std::map<std::string, std::string> &Became);

/// What \p Change has to do with one of \p Names, directly or by way of
/// functions and macros of \p Text: words, or functions that it lies in.
std::set<std::string> usedOf(const InactiveChange &Change,
                             const InactiveText &Text,
                             const std::set<std::string> &Names);

/// The line where an inactive branch still sets \p Member to \p Function; 0 if
/// none does.
unsigned stillSet(const InactiveText &New, const std::string &Member,
                  const std::string &Function);

} // namespace premap::verify

#endif
