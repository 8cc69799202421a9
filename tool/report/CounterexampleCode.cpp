#include "tool/report/CounterexampleCode.h"

#include "tool/report/Excerpts.h"

#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"

#include <set>
#include <utility>

using json = nlohmann::ordered_json;
using llvm::StringRef;

namespace premap {
namespace {

/// A file and a line.
using Place = std::pair<std::string, unsigned>;

struct LineRange {
  unsigned First = 0, Last = 0;
};

} // namespace

static void addPlace(const nlohmann::json &Of, const char *Key,
                     std::set<Place> &To) {
  auto Found = Of.find(Key);
  if (Found == Of.end() || !Found->is_string())
    return;
  const std::string Text = *Found;
  auto [File, Number] = StringRef(Text).rsplit(':');
  unsigned Line = 0;
  if (!Number.getAsInteger(10, Line))
    To.insert({File.str(), Line});
}

/// All places that \p Side, one version of the hook, comes through.
static std::set<Place> placesOf(const nlohmann::json &Side) {
  std::set<Place> Places;
  addPlace(Side, "decided_at", Places);
  for (const char *List : {"effects", "requests"})
    if (auto Steps = Side.find(List); Steps != Side.end())
      for (const nlohmann::json &Step : *Steps)
        addPlace(Step, "at", Places);
  return Places;
}

/// The function around \p Line, by the kernel's layout: its braces stand in the
/// first column, and its head above them. Nothing if \p Line is in none.
static LineRange functionAround(llvm::ArrayRef<StringRef> Lines,
                                unsigned Line) {
  auto at = [&](unsigned Number) { return Lines[Number - 1]; };
  if (!Line || Line > Lines.size())
    return {};
  // The place may be in the head itself, which ends where the body begins.
  unsigned Open = Line;
  while (Open < Lines.size() && !at(Open).empty() &&
         !at(Open).starts_with("{") && !at(Open).starts_with("}") &&
         !at(Open).ends_with(";"))
    ++Open;
  if (!at(Open).starts_with("{"))
    for (Open = Line; Open > 1 && !at(Open).starts_with("{"); --Open)
      if (Open != Line && at(Open).starts_with("}"))
        return {};
  if (!at(Open).starts_with("{"))
    return {};
  LineRange Found{Open, Open};
  while (Found.First > 1 && !at(Found.First - 1).trim().empty() &&
         !at(Found.First - 1).ends_with(";") &&
         !at(Found.First - 1).ends_with("*/") &&
         !at(Found.First - 1).starts_with("}") &&
         !at(Found.First - 1).starts_with("#"))
    --Found.First;
  while (Found.Last < Lines.size() && !at(Found.Last).starts_with("}"))
    ++Found.Last;
  return Found.Last < Line ? LineRange{} : Found;
}

static json sideCode(const nlohmann::json &Side, const FileReader &Read) {
  // What does not fit on a screen is shown in parts.
  constexpr unsigned MostLines = 60, Around = 4;
  Excerpts Code;
  for (const auto &[File, Line] : placesOf(Side)) {
    std::optional<std::string> Text = Read(File);
    if (!Text)
      continue;
    llvm::SmallVector<StringRef, 0> Lines;
    StringRef(*Text).split(Lines, '\n');
    LineRange Function = functionAround(Lines, Line);
    if (!Function.First || Function.Last - Function.First >= MostLines)
      Function = {Line > Around ? Line - Around : 1, Line + Around};
    Code.want(File, Function.First, Function.Last);
  }
  return Code.toJson(Read);
}

json counterexampleCode(const verify::VerifyResult &Verdict,
                        const FileReader &Old, const FileReader &New) {
  const nlohmann::json &Example = Verdict.Counterexample;
  if (!Example.is_object() || !Example.contains("old") ||
      !Example.contains("new"))
    return nullptr;
  json Code = {{"old", sideCode(Example.at("old"), Old)},
               {"new", sideCode(Example.at("new"), New)}};
  if (Code.at("old").empty() && Code.at("new").empty())
    return nullptr;
  return Code;
}

} // namespace premap
