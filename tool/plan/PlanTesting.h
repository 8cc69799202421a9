// Small migrations for the tests of this room.
#ifndef PREMAP_TOOL_PLAN_PLANTESTING_H
#define PREMAP_TOOL_PLAN_PLANTESTING_H

#include "tool/plan/StepOrder.h"

#include <algorithm>
#include <string>
#include <vector>

namespace premap::plantest {

inline Blocker lacks(Lack Kind, const std::string &Name,
                     const std::string &Rule = "PM039") {
  return {{Kind, Name}, Rule, "lacks " + Name, {"drivers/x.c", 7}};
}

/// A handler of \p Hook ("file_operations.mmap"), in a table of its own.
inline PlannedFunction handler(const std::string &Name, const std::string &Hook,
                               std::vector<Blocker> Blockers) {
  PlannedFunction F;
  F.Name = Name;
  F.File = "drivers/" + Name + ".c";
  F.Line = 10;
  std::string::size_type Dot = Hook.find('.');
  F.Slots = {
      {Hook.substr(0, Dot), Hook.substr(Dot + 1), Name + "_ops", F.File, 20}};
  F.Blockers = std::move(Blockers);
  return F;
}

inline PlannedFunction fileHandler(const std::string &Name,
                                   std::vector<Blocker> Blockers) {
  return handler(Name, "file_operations.mmap", std::move(Blockers));
}

inline PlannedFunction helper(const std::string &Name,
                              std::vector<Blocker> Blockers) {
  PlannedFunction F;
  F.Name = Name;
  F.File = "lib/" + Name + ".c";
  F.Line = 5;
  F.IsHandler = false;
  F.External = true;
  F.Blockers = std::move(Blockers);
  return F;
}

/// The ids of what must be done before \p Id.
inline std::vector<std::string> needsOf(const MigrationGraph &Graph,
                                        const std::string &Id) {
  std::vector<std::string> Ids;
  if (const MigrationNode *Node = Graph.find(Id))
    for (size_t Before : Node->Needs)
      Ids.push_back(Graph.Nodes[Before].Id);
  return Ids;
}

inline std::vector<std::string> idsOf(const MigrationGraph &Graph,
                                      const std::vector<size_t> &Nodes) {
  std::vector<std::string> Ids;
  for (size_t Node : Nodes)
    Ids.push_back(Graph.Nodes[Node].Id);
  return Ids;
}

/// A camera behind V4L2: the core calls a video driver's hook, which calls
/// vb2_mmap(), which calls the allocator's hook, which has no action. Beside it
/// a driver that calls dma_mmap_coherent() itself.
inline std::vector<PlannedFunction> video() {
  return {
      fileHandler("v4l2_mmap",
                  {lacks(Lack::PrepareHook, "v4l2_file_operations.mmap")}),
      handler("cam_mmap", "v4l2_file_operations.mmap",
              {lacks(Lack::PrepareHook, "v4l2_file_operations.mmap"),
               lacks(Lack::OtherFile, "vb2_mmap()")}),
      helper("vb2_mmap", {lacks(Lack::PrepareHook, "vb2_mem_ops.mmap")}),
      handler("vb2_dc_mmap", "vb2_mem_ops.mmap",
              {lacks(Lack::PrepareHook, "vb2_mem_ops.mmap"),
               lacks(Lack::Action, "dma_mmap_attrs()")}),
      fileHandler("plain_mmap", {lacks(Lack::Action, "dma_mmap_attrs()")}),
  };
}

} // namespace premap::plantest

#endif
