// What a verification gets: two texts of a translation unit, how it is
// compiled, and the budgets.
#ifndef PREMAP_VERIFY_VERIFYINPUT_H
#define PREMAP_VERIFY_VERIFYINPUT_H

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace premap::verify {

class SharedHeaders;

/// How one file is compiled.
struct Unit {
  std::string Directory;              ///< absolute
  std::string File;                   ///< absolute
  std::vector<std::string> Arguments; ///< for Clang 22, without argv[0], -c, -o
  /// What files may be opened of, besides the compiler's own headers; none
  /// means Directory.
  std::vector<std::string> Folders = {};
};

/// Texts that stand for files, by absolute path.
using FileTexts = std::map<std::string, std::string>;

/// A member of a record: "proto_ops", "mmap_prepare".
struct RecordMember {
  std::string Record, Field;
};

/// A hook of a record that took a VMA in the old text and takes a descriptor in
/// the new one, in the same place: "mmap" and "mmap_prepare" of
/// "snd_hwdep_ops".
struct MovedMember {
  std::string Record, Old, New;
};

/// What the handler's tables and callers are compiled to, and how it is called.
struct VerifyInput {
  Unit Main; ///< the file with the ops table
  /// Further files in which a handler or a helper that takes a vma or a desc
  /// may be defined; found by external name.
  std::vector<Unit> Others;
  std::string Tree;   ///< absolute root; paths in results are relative to it
  FileTexts OldFiles; ///< on top of the file system for the old text
  FileTexts NewFiles; ///< for the new text: changed files, header overlays
  /// Only pairs of this function, by its old or its new name; "" for all.
  std::string Handler;
  /// Nearest profile of the target's API: "6.16" .. "7.2", or "" to take the
  /// newest that the new text's headers allow. It selects the pipeline of the
  /// runtime model; everything else follows from the headers' declarations.
  std::string TargetApi;
  std::string Arch = "x86_64"; ///< Kbuild's name
  /// A member that the record has in both texts and that is NULL wherever they
  /// read it: a new hook's, while no table has it.
  std::optional<RecordMember> Unset = {};
  /// The hook of a record that all its tables and callers move in one step,
  /// each function compared by itself: whoever calls it is the last to have a
  /// say.
  std::optional<MovedMember> Moved = {};
  /// Functions of other files that were compared before: the name in the old
  /// text -> the one in the new text.
  std::map<std::string, std::string> Compared = {};
  /// Files of the tree that define one of these functions, if there are any;
  /// asked where a verdict depends on what a function takes. May be empty.
  std::function<std::vector<Unit>(const std::set<std::string> &)> Definers = {};
  /// For whoever verifies many texts of one file; may be null.
  SharedHeaders *Headers = nullptr;
};

/// Budgets. Whoever exceeds one is inconclusive, and says which.
struct VerifyOptions {
  unsigned MaxPaths = 4096;    ///< per handler and side
  unsigned MaxSeconds = 20;    ///< per handler pair, of processor time
  unsigned LoopBound = 3;      ///< iterations per loop and path
  unsigned MaxInlineDepth = 6; ///< calls
  /// Per query, in Z3's own measure of work: some three seconds of a processor.
  unsigned SolverSteps = 10'000'000;
  unsigned SolverMegabytes = 512;
  bool Replay = true; ///< run the witnesses on the runtime model
  bool Trace = false; ///< tell every path that was followed
  /// Callees that take or drop a resource, besides the built-in table:
  /// acquire -> release.
  std::map<std::string, std::string> Resources;
};

} // namespace premap::verify

#endif
