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
class FunctionDecl;
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
    bool IsVariable = false;      ///< which has nothing of what follows
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
  /// What those branches say, line by line; and the conditions of those that
  /// are compiled.
  std::vector<Line> Lines;
  /// The line where a member is set first: "mmap = foo_mmap".
  std::map<std::string, unsigned> Members;
  /// The words of the file's macros.
  std::map<std::string, std::set<std::string>> Macros;
  /// Functions and variables of the file that are compiled: their type.
  std::map<std::string, std::string> Defined;
  std::map<std::string, Body> Bodies; ///< of those
};

/// By path.
using InactiveTexts = std::map<std::string, InactiveText>;

/// Fills in Words, Lines, Members and Macros while \p PP reads the file, and
/// those of the headers that \p Headers has by their absolute path without
/// dots; null: of none. \p Directory: what paths are relative to.
std::unique_ptr<clang::PPCallbacks>
inactiveCollector(clang::Preprocessor &PP, InactiveText &To,
                  InactiveTexts *Headers = nullptr,
                  const std::string &Directory = "");

/// Fills in Defined and Bodies from the declarations of the main file.
/// \p WithWords: also the words of functions if no branch is inactive.
void addDefinitions(const std::vector<clang::Decl *> &Decls, InactiveText &To,
                    bool WithWords);

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

/// The line where an inactive branch still declares, or defines, \p Function
/// with a parameter that is a \p Record; 0 if none does.
unsigned stillDeclared(const InactiveText &New, const std::string &Function,
                       const std::string &Record);

/// The record of the mapping that \p Function gets; "" if it gets none.
std::string mappingOf(const clang::FunctionDecl &Function);

/// The line where an inactive branch still sets \p Member to \p Function; 0 if
/// none does.
unsigned stillSet(const InactiveText &New, const std::string &Member,
                  const std::string &Function);

} // namespace premap::verify

#endif
