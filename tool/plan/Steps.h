// What has to be done for a missing thing, as a step of the migration.
#ifndef PREMAP_TOOL_PLAN_STEPS_H
#define PREMAP_TOOL_PLAN_STEPS_H

#include "tool/plan/PlannedFunction.h"

namespace premap {

enum class NodeKind {
  Handler, ///< the hook of a table
  Helper,  ///< a function with the VMA of others, in need of a descriptor form
  Caller,  ///< code that calls a table's hook itself
  Hook,    ///< the member of an inner table, in need of a prepare form
  Api,     ///< something that mm, or a library, does not offer
  Rework,  ///< something that drivers do and a prepare hook must not
  Unread,  ///< what no configuration compiles, or nothing could read
};

/// "handler", "helper", ...: as JSON and dot call it.
const char *toString(NodeKind Kind);

/// A step that is no function: what to do, once, for all who need it.
struct MigrationStep {
  NodeKind Kind = NodeKind::Rework;
  std::string Name; ///< "an action for dma_mmap_coherent()"
  unsigned Cost = 1;
};

/// Whether \p B is no business of the migration's order: text that premap does
/// not edit, and users of \p Of besides its tables, for whom the old form may
/// stay.
bool isChore(const Blocker &B, const PlannedFunction &Of);

/// The step that takes \p B away, for a \p B that is no chore and names no
/// function or inner hook. \p HasMapped: the tree has vm_ops->mapped.
MigrationStep stepFor(const Blocker &B, bool HasMapped);

/// What a step of \p Kind that is not stepFor()'s costs, against an accessor's
/// 1: how much has to be thought about, not how much is typed.
unsigned costOf(NodeKind Kind);

} // namespace premap

#endif
