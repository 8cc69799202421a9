#include "tool/LibraryHooks.h"

#include "kernel/Calls.h"

#include <algorithm>
#include <map>

namespace premap {

std::vector<HandlerRecord> handlersByTable(const FactIndex &Index) {
  std::vector<HandlerRecord> Records;
  for (const HandlerRecord &Record : Index.handlers()) {
    if (!kernel::isLibraryHook(Record.Name)) {
      Records.push_back(Record);
      continue;
    }
    std::map<std::string, HandlerRecord> ByFile;
    for (const OpsEntry &Entry : Record.Ops) {
      HandlerRecord &Own = ByFile[Entry.Where.Path];
      if (Own.Ops.empty()) {
        Own = Record;
        Own.Ops.clear();
        Own.File = Entry.Where.Path;
        Own.Line = Entry.Where.Line;
        Own.Id = Own.File + ":" + Own.Name;
        Own.Class = HandlerClass::GenericFile;
        Own.Classes = {HandlerClass::GenericFile};
        Own.Function = nullptr;
        Own.Helpers.clear();
      }
      Own.BestEffort = Index.isBestEffort(Entry.Where.Path);
      Own.Ops.push_back(Entry);
    }
    for (auto &[File, Own] : ByFile) {
      Own.Inner =
          std::none_of(Own.Ops.begin(), Own.Ops.end(), [](const OpsEntry &E) {
            return E.Type == "file_operations";
          });
      std::erase_if(Own.Mentions, [&](const Mention &M) {
        return M.Where.Path != File || M.Kind != MentionKind::TableEntry;
      });
      Own.Users.clear();
      Records.push_back(std::move(Own));
    }
  }
  return Records;
}

} // namespace premap
