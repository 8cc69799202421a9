// Forks of a worker: each goes on, alone, from where the worker stood.
#ifndef PREMAP_TOOL_TREE_BRANCHES_H
#define PREMAP_TOOL_TREE_BRANCHES_H

#include "llvm/ADT/StringRef.h"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

namespace premap {

class Branches {
public:
  /// A branch that takes longer than \p TimeLimit of processor time is ended.
  explicit Branches(std::chrono::seconds TimeLimit) : TimeLimit(TimeLimit) {}

  /// True in a new branch, which has said nothing yet. False in who called: the
  /// branch has ended, however it did, and what it said is in said().
  bool fork();
  bool isBranch() const { return Out >= 0; }

  void say(uint64_t About, std::string Bytes) {
    Said[About] = std::move(Bytes);
  }
  /// What this branch, and those that it forked, have said so far.
  const std::map<uint64_t, std::string> &said() const { return Said; }

  /// The end of a branch.
  [[noreturn]] void end();

private:
  std::chrono::seconds TimeLimit;
  std::map<uint64_t, std::string> Said;
  int Out = -1;
};

} // namespace premap

#endif
