#include "tool/UncompiledHandlers.h"

#include "matchers/TextTables.h"

#include <algorithm>
#include <set>
#include <utility>

namespace premap {

static void add(const OpsEntry &Entry, const std::string &Why, ScanResult &R) {
  bool Inner = Entry.Type != "file_operations";
  std::string Id = Entry.Where.Path + ":" + Entry.Handler;
  auto Same =
      std::find_if(R.Handlers.begin(), R.Handlers.end(),
                   [&](const HandlerResult &H) { return H.Record.Id == Id; });
  if (Same == R.Handlers.end()) {
    HandlerResult H;
    H.Record.Id = Id;
    H.Record.Name = Entry.Handler;
    H.Record.File = Entry.Where.Path;
    H.Record.Line = Entry.Where.Line;
    H.Record.Inner = Inner;
    H.Record.WhyNoBody = Why;
    H.Outcome = State::NotCompiled;
    H.Reasons.push_back({"", Why, Entry.Where.Path, 0});
    R.Handlers.push_back(std::move(H));
    Same = R.Handlers.end() - 1;
  }
  Same->Record.Ops.push_back(Entry);
  Same->Record.Inner &= Inner;
  if (!Inner)
    R.Pairs.push_back({Entry.Where.Path, Id, Entry.Type});
}

void addUncompiledHandlers(const std::map<std::string, std::string> &Files,
                           const FileReader &Read, ScanResult &Result) {
  std::set<std::pair<std::string, unsigned>> Known;
  for (const HandlerResult &H : Result.Handlers)
    for (const OpsEntry &Entry : H.Record.Ops)
      if (Entry.FieldName)
        Known.insert({Entry.FieldName.Path, Entry.FieldName.Offset});
  for (const auto &[File, Why] : Files) {
    std::optional<std::string> Text = Read(File);
    if (!Text)
      continue;
    for (const OpsEntry &Entry : readTablesFromText(File, *Text))
      if (!Entry.Handler.empty() &&
          !Known.count({Entry.FieldName.Path, Entry.FieldName.Offset}))
        add(Entry, Why, Result);
  }
}

} // namespace premap
