// What the graph of the migration is made of: functions that get a VMA, and
// what stands against a descriptor in its place.
#ifndef PREMAP_TOOL_PLAN_PLANNEDFUNCTION_H
#define PREMAP_TOOL_PLAN_PLANNEDFUNCTION_H

#include "findings/Finding.h"

#include <string>
#include <vector>

namespace premap {

/// One entry of one table.
struct HookSlot {
  std::string Record;   ///< "v4l2_file_operations"
  std::string Field;    ///< "mmap"
  std::string Variable; ///< the table; "" if it has no name
  std::string File;     ///< where the entry stands
  unsigned Line = 0;

  std::string hook() const { return Record + "." + Field; }
  auto operator<=>(const HookSlot &) const = default;
};

/// Something that stands against a descriptor.
struct Blocker {
  Missing Needs;
  std::string Rule; ///< "" if no rule speaks of it
  std::string Message;
  Place Where;

  auto operator<=>(const Blocker &) const = default;
};

/// A handler, or a helper that gets the VMA of handlers.
struct PlannedFunction {
  std::string Name, File;
  unsigned Line = 0;
  bool IsHandler = true;
  bool External = false;       ///< other files can call it
  std::vector<HookSlot> Slots; ///< of a handler; sorted
  bool Converted = false;      ///< it takes a descriptor
  std::string Unread;          ///< why nothing is known of its body; else ""
  std::vector<Blocker> Blockers;

  std::string id() const { return File + ":" + Name; }
};

} // namespace premap

#endif
