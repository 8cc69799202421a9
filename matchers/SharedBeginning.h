// Several units parsed as one, up to the place where they part: what their
// command lines and their headers have in common is parsed once.
#ifndef PREMAP_MATCHERS_SHAREDBEGINNING_H
#define PREMAP_MATCHERS_SHAREDBEGINNING_H

#include "matchers/HeaderOrder.h"
#include "matchers/ParseUnit.h"

#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/ADT/StringSet.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace clang {
class Preprocessor;
} // namespace clang

namespace premap {

/// What one unit's command has besides that of its family.
struct FamilyMember {
  size_t Index = 0;                 ///< the caller's
  std::string File;                 ///< as the command spells it
  std::vector<std::string> Defines; ///< "NAME=VALUE" or "NAME"
  std::vector<std::string> Folders; ///< of headers; looked into last
  /// `<..>` of the includes that it begins with: worth sharing, the first ones
  /// first.
  std::vector<std::string> Headers;
};

/// Commands that differ by what a FamilyMember says.
struct UnitFamily {
  CompileCommand Base; ///< of an empty file, emptyFile()
  VirtualFiles Overlay;
  /// Macros that each member defines in its own way, or not at all. Base
  /// defines all of them.
  std::set<std::string> OwnMacros;
  std::vector<FamilyMember> Members;
};

/// The `<..>` of the includes at the beginning of \p Text, up to the first line
/// of code or condition.
std::vector<std::string> leadingHeaders(llvm::StringRef Text);

/// Follows the parse of a family's Base. Whenever nothing is left to be read it
/// calls back, which is the time to fork, and to say what is read on; what is
/// not told to read on ends.
class SharedBeginning {
public:
  SharedBeginning(std::set<std::string> OwnMacros,
                  std::function<void(SharedBeginning &)> AtEnd)
      : OwnMacros(std::move(OwnMacros)), AtEnd(std::move(AtEnd)) {}

  /// For the parse that is about to begin; the object must outlive it.
  void follow(clang::CompilerInstance &CI);

  /// Whether `#include <Header>` was met already.
  bool includes(llvm::StringRef Header) const { return Met.count(Header); }

  /// Reads `#include <Header>`, then calls back.
  void readHeader(llvm::StringRef Header);

  /// Makes \p Member's file the main one, and reads it to its end. False if
  /// there is no such file. Its process is to end then: memory is not freed.
  bool readUnit(const FamilyMember &Member);

  /// Whether what was read is what each part would be if it were read alone.
  bool isSound() const { return Order.isSound() && !SawOwnMacro; }
  /// The unit has included all that was read before it.
  bool isComplete() const { return Order.isComplete(); }

private:
  class Follower;

  void enterText(const std::string &Text);

  std::set<std::string> OwnMacros;
  std::function<void(SharedBeginning &)> AtEnd;
  clang::CompilerInstance *CI = nullptr;
  clang::Preprocessor *PP = nullptr;
  HeaderOrder Order;
  llvm::StringSet<> Met;
  llvm::DenseSet<const void *> Own; ///< OwnMacros
  bool SawOwnMacro = false, InParts = false, InUnit = false;
};

} // namespace premap

#endif
