#include "tool/ConversionInputs.h"

#include "findings/Inputs.h"

#include <set>

namespace premap {

/// Other spellers matter for a name that other files can link to. What was read
/// best-effort counts for handlers of which no more is known.
static std::vector<std::string> unreadUsers(const HandlerRecord &Record,
                                            const FactIndex &Index,
                                            const TreeText &Text) {
  if (!Record.Function || Record.Function->Static)
    return {};
  auto Named = Text.NamedIn.find(Record.Name);
  if (Named == Text.NamedIn.end())
    return {};
  std::set<std::string> Read;
  for (const UnitFacts &Unit : Index.units())
    if (!Unit.BestEffort || Record.BestEffort)
      Read.insert(Unit.File);
  for (const Mention &M : Record.Mentions)
    if (!Index.isBestEffort(M.Where.Path) || Record.BestEffort)
      Read.insert(M.Where.Path);
  std::vector<std::string> Unread;
  for (const std::string &File : Named->second)
    if (!Read.count(File))
      Unread.push_back(File);
  return Unread;
}

ConversionInput inputInTree(const HandlerRecord &Record, const FactIndex &Index,
                            const TreeText &Text) {
  ConversionInput Input = conversionInput(Record, Index);
  Input.UnreadUsers = unreadUsers(Record, Index, Text);
  Input.NullTests = Text.NullTests;
  return Input;
}

} // namespace premap
