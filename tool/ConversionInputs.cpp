#include "tool/ConversionInputs.h"

#include "findings/Inputs.h"

#include <optional>
#include <set>

namespace premap {

/// The files that spell \p Name, which has \p Mentions, and that were not read;
/// nothing if nobody has searched for it. What was read best-effort counts
/// where no more is known: \p BestEffort.
static std::optional<std::vector<std::string>>
unreadSpellers(const std::string &Name, const std::vector<Mention> &Mentions,
               bool BestEffort, const FactIndex &Index, const TreeText &Text) {
  auto Named = Text.NamedIn.find(Name);
  if (Named == Text.NamedIn.end())
    return std::nullopt;
  std::set<std::string> Read;
  for (const UnitFacts &Unit : Index.units())
    if (!Unit.BestEffort || BestEffort)
      Read.insert(Unit.File);
  for (const Mention &M : Mentions)
    if (!Index.isBestEffort(M.Where.Path) || BestEffort)
      Read.insert(M.Where.Path);
  std::vector<std::string> Unread;
  for (const std::string &File : Named->second)
    if (!Read.count(File))
      Unread.push_back(File);
  return Unread;
}

/// Other spellers matter for a name that other files can link to.
static std::vector<std::string> unreadUsers(const HandlerRecord &Record,
                                            const FactIndex &Index,
                                            const TreeText &Text) {
  if (!Record.Function || Record.Function->Static)
    return {};
  return unreadSpellers(Record.Name, Record.Mentions, Record.BestEffort, Index,
                        Text)
      .value_or(std::vector<std::string>());
}

ConversionInput inputInTree(const HandlerRecord &Record, const FactIndex &Index,
                            const TreeText &Text) {
  ConversionInput Input = conversionInput(Record, Index);
  Input.UnreadUsers = unreadUsers(Record, Index, Text);
  Input.NullTests = Text.NullTests;
  addSharedHelpers(Input, Index, [&](const FunctionFacts &Helper) {
    // What names it is no less true for a command that was made up.
    return unreadSpellers(Helper.Name,
                          Index.mentionsOf(Helper.File, Helper.Name),
                          /*BestEffort=*/true, Index, Text);
  });
  return Input;
}

} // namespace premap
