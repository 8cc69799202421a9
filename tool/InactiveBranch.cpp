#include "tool/InactiveBranch.h"

#include "matchers/TextTables.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

#include <set>

using llvm::StringRef;

namespace premap {

static bool defines(const UnitFacts &Unit, StringRef Name) {
  return llvm::any_of(Unit.Functions, [&](const FunctionFacts &Function) {
    return Function.Name == Name;
  });
}

/// What the tables of \p Text name where \p Unit has NULL.
static std::set<std::string> namesOfNull(const UnitFacts &Unit,
                                         StringRef Text) {
  std::set<unsigned> NullAt;
  for (const OpsEntry &Entry : Unit.Ops)
    if (Entry.Null && Entry.FieldName.Path == Unit.File)
      NullAt.insert(Entry.FieldName.Offset);
  std::set<std::string> Names;
  if (NullAt.empty())
    return Names;
  for (const OpsEntry &Entry : readTablesFromText(Unit.File, Text))
    if (!Entry.Handler.empty() && NullAt.count(Entry.FieldName.Offset) &&
        !defines(Unit, Entry.Handler))
      Names.insert(Entry.Handler);
  return Names;
}

/// Lines \p First to \p Last, from 1.
static StringRef linesOf(StringRef Text, unsigned First, unsigned Last) {
  for (unsigned Line = 1; Line < First; ++Line)
    Text = Text.split('\n').second;
  size_t End = 0;
  for (unsigned Line = First; Line <= Last && End != StringRef::npos; ++Line)
    End = Text.find('\n', End) == StringRef::npos ? StringRef::npos
                                                  : Text.find('\n', End) + 1;
  return Text.take_front(End);
}

/// \p Text where each directive in \p Conditions is `#if 1`.
static std::string withTaken(StringRef Text,
                             const std::set<std::string> &Conditions) {
  std::string Result;
  while (!Text.empty()) {
    size_t End = Text.find('\n');
    StringRef Line = Text.take_front(End);
    Text = End == StringRef::npos ? StringRef() : Text.drop_front(End);
    if (Conditions.count(Line.trim().str())) {
      std::string Taken = "#if 1";
      Taken.resize(Line.size(), ' ');
      Result += Taken;
    } else {
      Result += Line;
    }
    if (!Text.empty()) {
      Result += '\n';
      Text = Text.drop_front();
    }
  }
  return Result;
}

std::optional<InactiveBranch> branchWithHandlers(const UnitFacts &Unit,
                                                 StringRef Text) {
  std::set<std::string> Names = namesOfNull(Unit, Text), Conditions;
  for (const InactiveRegion &Region : Unit.Inactive) {
    StringRef Condition = Region.Condition;
    // An #else or #elif would need its #if to be false.
    if (Region.Where.Path != Unit.File || !Condition.starts_with("#if") ||
        Names.empty())
      continue;
    StringRef Inside = linesOf(Text, Region.FirstLine, Region.LastLine);
    if (llvm::any_of(Names, [&](const std::string &Name) {
          return Inside.contains(" " + Name + "(");
        }))
      Conditions.insert(Region.Condition);
  }
  if (Conditions.empty())
    return std::nullopt;
  return InactiveBranch{llvm::join(Conditions, ", "),
                        withTaken(Text, Conditions)};
}

void keepNewOnly(UnitFacts &Other, const UnitFacts &Unit) {
  std::erase_if(Other.Functions, [&](const FunctionFacts &Function) {
    return defines(Unit, Function.Name);
  });
  std::erase_if(Other.Ops, [&](const OpsEntry &Entry) {
    return !defines(Other, Entry.Handler);
  });
  // These are the unit's, or of no use for a handler that is not converted.
  Other.ForeignMentions.clear();
  Other.ForeignNames.clear();
  Other.FieldUses.clear();
  Other.TableUses.clear();
  Other.Inactive.clear();
}

} // namespace premap
