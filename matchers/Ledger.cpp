#include "matchers/Ledger.h"

#include "matchers/TokenContext.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

#include <algorithm>
#include <set>

using llvm::StringRef;

namespace premap {
namespace {

using Place = std::pair<std::string, unsigned>; ///< path, line

/// Looks every hit up in what was read.
class Account {
public:
  Account(const FactIndex &Index, const UnreadFiles &Unread,
          const std::function<std::string(const std::string &)> &ReadText);

  LedgerEntry settle(const TextHit &Hit);

private:
  bool settleByTable(LedgerEntry &Entry) const;
  bool settleByUse(LedgerEntry &Entry) const;
  bool settleByText(LedgerEntry &Entry);
  bool settleByUnread(LedgerEntry &Entry) const;
  bool settleByInactive(LedgerEntry &Entry) const;
  const std::string &text(const std::string &Path);

  const UnreadFiles &Unread;
  const std::function<std::string(const std::string &)> &ReadText;
  std::multimap<Place, const OpsEntry *> Tables;
  std::multimap<Place, const FieldUse *> Uses;
  std::map<std::string, std::vector<const UnitFacts *>> Units;
  std::map<std::string, std::set<std::string>> HandlersAt; ///< by entry's key
  std::set<std::string> BestEffort;                        ///< ids of handlers
  std::string TextPath, Text;
};

} // namespace

static std::string keyOf(const OpsEntry &Entry) {
  return Entry.Where.Path + ":" + std::to_string(Entry.Where.Offset) + ":" +
         Entry.Handler;
}

/// The lines that show \p Entry to a text search.
static std::set<Place> placesOf(const OpsEntry &Entry) {
  std::set<Place> Result;
  for (const Span *S :
       {&Entry.Where, &Entry.FieldName, &Entry.Value, &Entry.Spelled})
    if (S->Line)
      Result.insert({S->Path, S->Line});
  return Result;
}

Account::Account(
    const FactIndex &Index, const UnreadFiles &Unread,
    const std::function<std::string(const std::string &)> &ReadText)
    : Unread(Unread), ReadText(ReadText) {
  for (const OpsEntry &Entry : Index.tables())
    for (const Place &At : placesOf(Entry))
      Tables.insert({At, &Entry});
  for (const UnitFacts &Unit : Index.units()) {
    Units[Unit.File].push_back(&Unit);
    for (const FieldUse &Use : Unit.FieldUses)
      Uses.insert({{Use.Where.Path, Use.Where.Line}, &Use});
  }
  for (const HandlerRecord &Record : Index.handlers())
    for (const OpsEntry &Entry : Record.Ops)
      HandlersAt[keyOf(Entry)].insert(Record.Id);
  for (const HandlerRecord &Record : Index.handlers())
    if (Record.BestEffort)
      BestEffort.insert(Record.Id);
}

const std::string &Account::text(const std::string &Path) {
  if (TextPath != Path) {
    TextPath = Path;
    Text = ReadText(Path);
  }
  return Text;
}

static std::string reasonFor(const OpsEntry &Entry) {
  if (Entry.Form == EntryForm::Copy)
    return "Copies a whole table from " + Entry.ValueText + ".";
  if (Entry.Null)
    return "Sets no handler: the value is NULL.";
  return "Takes the hook over from " + Entry.ValueText + ".";
}

bool Account::settleByTable(LedgerEntry &Entry) const {
  auto [Begin, End] = Tables.equal_range({Entry.Hit.Path, Entry.Hit.Line});
  if (Begin == End)
    return false;
  std::set<std::string> Ids;
  for (auto I = Begin; I != End; ++I)
    if (auto Found = HandlersAt.find(keyOf(*I->second));
        Found != HandlersAt.end())
      Ids.insert(Found->second.begin(), Found->second.end());
  if (Ids.empty()) {
    Entry.Reason = reasonFor(*Begin->second);
    return true;
  }
  Entry.State = HitState::Handled;
  Entry.Handlers.assign(Ids.begin(), Ids.end());
  return true;
}

static std::string reasonFor(const FieldUse &Use) {
  std::string Field = (Use.Type.empty() ? std::string("an anonymous record")
                                        : "struct " + Use.Type) +
                      "." + Use.Field;
  switch (Use.Kind) {
  case FieldUseKind::Declaration:
    return "Declares the hook " + Field + ".";
  case FieldUseKind::Call:
    return "Calls the hook " + Field + ".";
  case FieldUseKind::Read:
    return "Reads the hook " + Field + ".";
  case FieldUseKind::NotAHook:
    return "The field " + Field + " is no mmap hook.";
  }
  llvm_unreachable("all kinds are handled");
}

bool Account::settleByUse(LedgerEntry &Entry) const {
  auto Found = Uses.find({Entry.Hit.Path, Entry.Hit.Line});
  if (Found == Uses.end())
    return false;
  Entry.Reason = reasonFor(*Found->second);
  return true;
}

/// Text that is code for no configuration.
bool Account::settleByText(LedgerEntry &Entry) {
  switch (contextOfLine(text(Entry.Hit.Path), Entry.Hit.Line, "mmap")) {
  case TokenContext::Code:
  case TokenContext::Member:
  case TokenContext::Export:
    return false;
  case TokenContext::Comment:
    Entry.Reason = "Is in a comment.";
    return true;
  case TokenContext::String:
    Entry.Reason = "Is in a string.";
    return true;
  case TokenContext::Directive:
    // The macro may be used by files that nobody has read.
    if (Unread.NotCompiled.count(Entry.Hit.Path) ||
        Unread.ParseFailed.count(Entry.Hit.Path))
      return false;
    Entry.Reason = "Is in a macro that no file that was read expands to a "
                   "hook.";
    return true;
  }
  llvm_unreachable("all contexts are handled");
}

bool Account::settleByUnread(LedgerEntry &Entry) const {
  const std::string &Path = Entry.Hit.Path;
  if (auto Failed = Unread.ParseFailed.find(Path);
      Failed != Unread.ParseFailed.end()) {
    Entry.State = HitState::ParseFailed;
    Entry.Reason = Failed->second;
    return true;
  }
  if (auto Missing = Unread.NotCompiled.find(Path);
      Missing != Unread.NotCompiled.end()) {
    Entry.State = HitState::NotCompiled;
    Entry.Reason = Missing->second;
    return true;
  }
  if (auto Other = Unread.OtherTables.find(Path);
      Other != Unread.OtherTables.end()) {
    Entry.Reason = Other->second;
    return true;
  }
  return false;
}

/// Inactive in every configuration that was read, or the place has an active
/// reading that has been looked up already.
bool Account::settleByInactive(LedgerEntry &Entry) const {
  auto Found = Units.find(Entry.Hit.Path);
  if (Found == Units.end())
    return false;
  for (const UnitFacts *Unit : Found->second) {
    auto Covers = [&](const InactiveRegion &Region) {
      return Region.FirstLine <= Entry.Hit.Line &&
             Entry.Hit.Line <= Region.LastLine;
    };
    auto Region = llvm::find_if(Unit->Inactive, Covers);
    if (Region == Unit->Inactive.end())
      return false;
    Entry.Reason = "Is not compiled: " + Region->Condition + ".";
  }
  return true;
}

LedgerEntry Account::settle(const TextHit &Hit) {
  LedgerEntry Entry;
  Entry.Hit = Hit;
  bool IsSettled = settleByTable(Entry) || settleByUse(Entry) ||
                   settleByText(Entry) || settleByUnread(Entry) ||
                   settleByInactive(Entry);
  if (Entry.State == HitState::Handled &&
      llvm::all_of(Entry.Handlers, [&](const std::string &Id) {
        return BestEffort.count(Id) != 0;
      }))
    Entry.State = HitState::BestEffort;
  if (IsSettled)
    return Entry;
  if (!Units.count(Hit.Path) && StringRef(Hit.Path).ends_with(".h"))
    Entry.Reason = "Is header code that sets no hook in any file that was "
                   "read.";
  else if (Units.count(Hit.Path) && !Hit.Sets)
    Entry.Reason = "Is code that sets no mmap hook.";
  return Entry;
}

Ledger
buildLedger(const std::vector<TextHit> &Hits, const FactIndex &Index,
            const UnreadFiles &Unread,
            const std::function<std::string(const std::string &)> &ReadText) {
  std::map<Place, TextHit> Lines;
  for (const TextHit &Hit : Hits) {
    auto [At, IsNew] = Lines.try_emplace({Hit.Path, Hit.Line}, Hit);
    At->second.Sets |= Hit.Sets;
  }
  Ledger Result;
  for (HitState State :
       {HitState::Handled, HitState::BestEffort, HitState::NotCompiled,
        HitState::ParseFailed, HitState::TextOnly})
    Result.Sums[nlohmann::json(State).get<std::string>()] = 0;
  Account Books(Index, Unread, ReadText);
  for (const auto &[At, Hit] : Lines) {
    LedgerEntry Entry = Books.settle(Hit);
    ++Result.Sums[nlohmann::json(Entry.State).get<std::string>()];
    if (Entry.State != HitState::Handled &&
        Entry.State != HitState::BestEffort && Entry.Reason.empty())
      Result.Error += (Result.Error.empty() ? "" : "\n") + Hit.Path + ":" +
                      std::to_string(Hit.Line) +
                      ": the text sets an mmap hook, but no table that was "
                      "read has it and nothing says why.";
    Result.Entries.push_back(std::move(Entry));
  }
  return Result;
}

} // namespace premap
