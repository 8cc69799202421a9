// The functions and variables of one text, found by name, and which of them
// the executor must follow instead of taking as unknown.
#ifndef PREMAP_VERIFY_PROGRAM_H
#define PREMAP_VERIFY_PROGRAM_H

#include "verify/CompiledUnit.h"
#include "verify/InactiveChange.h"
#include "verify/ResourceTable.h"

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace llvm {
class BasicBlock;
class DataLayout;
class DominatorTree;
class Function;
class GlobalVariable;
class Loop;
class LoopInfo;
} // namespace llvm

namespace premap::verify {

class Program {
public:
  /// \p Units: the main one first; its layout counts.
  explicit Program(std::vector<CompiledUnit> Units);
  Program(Program &&);
  Program &operator=(Program &&);
  ~Program();

  const Layout &types() const { return Units.front().Types; }
  const std::vector<TableHook> &hooks() const { return Units.front().Hooks; }
  const std::map<std::string, std::string> &assignedMembers() const {
    return Units.front().AssignedMembers;
  }
  /// Null if no unit has a body that is certain to run; brought into SSA form
  /// on the first call.
  llvm::Function *body(const std::string &Name);
  /// A body that another file may replace, if there is no other one; else null.
  llvm::Function *weakBody(const std::string &Name);
  llvm::GlobalVariable *variable(const std::string &Name);
  const llvm::DataLayout &dataLayout() const;
  /// Whether calls of this function are executed even if they get no mapping.
  bool mustFollow(const std::string &Name) const {
    return FollowAll || (!FollowChanges && Follow.count(Name)) ||
           (FollowChanges && isAffected(Name));
  }
  /// Execute every function that has a body: exact, and slow.
  void followAll(bool All) { FollowAll = All; }
  /// Execute only what changed or uses what did. Every other function is an
  /// unknown one that gets the mapping too, since its body may find it.
  void followChanges(bool Only) { FollowChanges = Only; }
  bool isLeftOut(const std::string &Name) {
    return FollowChanges && !isAffected(Name) && body(Name);
  }
  /// The innermost loop around a block of a function that body() gave; null
  /// outside of loops.
  const llvm::Loop *loopOf(const llvm::BasicBlock &B);

  /// Whether several functions have a static variable of that name.
  bool isAmbiguousLocal(const std::string &Name) const {
    auto Known = LocalNames.find(Name);
    return Known != LocalNames.end() && Known->second > 1;
  }

  /// Tags of the records whose members \p Functions use.
  std::set<std::string> recordsOf(const std::set<std::string> &Functions);

  /// Whether \p Name has a body that writes to its own variables only and calls
  /// nothing that leaves something behind.
  bool onlyAsks(const std::string &Name, const ResourceTable &Table);

  /// Whether \p Name has a body that leaves nothing behind, has no loop and
  /// returns a pointer: it leads to what the body says, under another name.
  bool tellsPointer(const std::string &Name, const ResourceTable &Table);

  /// What the skipped body of a header function says: Arithmetic or Reads if it
  /// only returns an expression, else Unknown.
  CallKind plainKind(const std::string &Name, const ResourceTable &Table);

  /// Whether one of \p Functions calls what puts pages into a mapping.
  bool callsMapping(const std::set<std::string> &Functions);

  /// Functions that are called and whose body, in a header, was skipped; with a
  /// hash of its text.
  std::map<std::string, std::uint64_t> skippedCallees() const;

  /// What headers define that \p New has not, or not the same; known only if
  /// the units were compiled with their names.
  std::set<std::string> changedNames(const Program &New) const;

  /// What inactive branches of \p New, in any of its files, still use of what
  /// this text defines and \p New does not; with the line.
  std::map<std::string, unsigned> leftBehind(const Program &New) const;
  /// The same for parameters and locals of \p Hook, which is \p NewHook now,
  /// and of functions that have kept their name.
  std::map<std::string, unsigned> leftBehind(const Program &New,
                                             const TableHook &Hook,
                                             const TableHook &NewHook) const;

  /// Functions of headers that get another mapping in \p New, and where an
  /// inactive branch of a header there declares them as they were.
  std::map<std::string, std::string> leftInHeaders(const Program &New) const;

  /// How inactive branches of any of the files differ in \p New.
  struct InactiveDifference {
    InactiveChange Change;
    std::set<std::string> Used; ///< by one of the functions and tables asked
    std::string Header;         ///< "" for the file itself
  };
  std::vector<InactiveDifference>
  changedInactive(const Program &New, const std::set<std::string> &Names) const;
  /// The line of an inactive branch that still sets \p Hook; 0 if none does.
  unsigned stillSet(const TableHook &Hook) const;

  /// Functions whose body, in a header, was skipped, that the hooks reach and
  /// that take or give back something by way of others; and those others.
  std::set<std::string> countingWrappers(const ResourceTable &Table) const;

  /// Finds what differs between the texts, and what takes or drops resources
  /// that \p Table knows; callers of such functions are followed as well.
  static void markDifferences(Program &Old, Program &New,
                              const ResourceTable &Table);
  /// Names of functions and variables whose texts differ; of both programs.
  const std::set<std::string> &changed() const { return Changed; }
  /// Whether both texts have \p Name, and it is not the same.
  bool isRewritten(const std::string &Name) const {
    return Rewritten.count(Name) != 0;
  }
  /// Whether \p Name is or uses, through others, something that changed.
  bool isAffected(const std::string &Name) const {
    return Affected.count(Name) != 0;
  }

private:
  struct Loops;

  llvm::Function *definition(const std::string &Name, bool Weak);
  std::map<std::string, std::string> bodies() const;
  std::map<std::string, std::string> translation(const Program &New,
                                                 std::size_t Unit) const;
  std::set<std::string> reachedByHooks() const;
  void nameOthersStatics();
  void nameStaticLocals();
  void countLocals(std::map<std::string, unsigned> &Names) const;
  void adoptNames(Program &Old);
  void closeUnderUsers(std::set<std::string> &Names) const;

  std::vector<CompiledUnit> Units;
  std::set<std::string> Simplified, Follow, Changed, Rewritten, Affected;
  /// How many functions have a static variable of a name, in either text.
  std::map<std::string, unsigned> LocalNames;
  std::map<std::string, bool> Asking;    ///< what onlyAsks() found
  std::map<std::string, CallKind> Plain; ///< what plainKind() found
  bool FollowAll = false, FollowChanges = false;
  std::map<const llvm::Function *, std::unique_ptr<Loops>> LoopsOf;
};

} // namespace premap::verify

#endif
