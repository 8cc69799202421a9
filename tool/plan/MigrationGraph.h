// The migration as a graph: who must be done before whom.
#ifndef PREMAP_TOOL_PLAN_MIGRATIONGRAPH_H
#define PREMAP_TOOL_PLAN_MIGRATIONGRAPH_H

#include "tool/plan/Steps.h"

#include <cstddef>
#include <vector>

namespace premap {

/// Where a handler stands today.
enum class Standing {
  Converted,
  Ready,   ///< premap converts it
  ByHand,  ///< nothing is missing, but premap does not edit it
  Waiting, ///< for other nodes
  Unread,  ///< nobody knows
};

/// "converted", "ready", ...
const char *toString(Standing S);

struct MigrationNode {
  NodeKind Kind = NodeKind::Handler;
  std::string Id;   ///< unique: "drivers/x.c:f", "hook:vb2_mem_ops.mmap", ...
  std::string Name; ///< for people
  std::string File; ///< of a function; else ""
  unsigned Line = 0;
  unsigned Cost = 0;

  Standing State = Standing::Waiting; ///< of a handler
  std::vector<HookSlot> Slots;        ///< of a handler, or all of a hook
  std::vector<std::string> Calls;     ///< inner hooks that a function calls
  std::vector<std::string> Chores;    ///< why it is to be done by hand
  std::vector<size_t> Needs; ///< nodes that must be done before; sorted

  /// Everything but a handler is a step that somebody has to do.
  bool isStep() const { return Kind != NodeKind::Handler; }
};

struct MigrationGraph {
  std::vector<MigrationNode> Nodes; ///< sorted by kind, then id

  const MigrationNode *find(const std::string &Id) const;
};

/// The graph of \p Functions, which may come in any order. An inner hook has
/// its implementers behind it, and they stand before whoever calls it. What
/// nobody waits for is left out, handlers excepted.
MigrationGraph buildGraph(const std::vector<PlannedFunction> &Functions,
                          bool HasMapped);

/// Nodes that need each other, each group sorted: what has to be done at once,
/// or with both forms side by side.
std::vector<std::vector<size_t>> circles(const MigrationGraph &Graph);

/// The groups of circles() and all single nodes, every group before those that
/// need it.
std::vector<std::vector<size_t>> inOrderOfNeed(const MigrationGraph &Graph);

} // namespace premap

#endif
