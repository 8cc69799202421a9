#include "tool/lint/Baseline.h"

#include "guard/GuardedFiles.h"

#include "nlohmann/json.hpp"

#include <algorithm>

using json = nlohmann::ordered_json;

namespace premap {

static constexpr const char *Schema = "premap.baseline/1";
static constexpr const char *Names[] = {"rule", "file", "table", "function",
                                        "statement"};

static llvm::Error problem(const std::string &Path, const llvm::Twine &What) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(),
                                 "baseline " + Path + ": " + What);
}

llvm::Expected<Baseline> Baseline::read(const std::string &Path) {
  llvm::ErrorOr<std::string> Text = readRegularFile(Path);
  if (!Text)
    return llvm::createStringError(
        Text.getError(), "cannot read the baseline " + Path + ": " +
                             (Text.getError() == std::errc::invalid_argument
                                  ? "it is no regular file"
                                  : Text.getError().message()));
  return parse(*Text, Path);
}

/// The key and the count of one entry; what is wrong with it in \p Wrong.
static std::pair<LintKey, unsigned> parseEntry(const json &Entry,
                                               std::string &Wrong) {
  std::array<std::string, 5> Parts;
  unsigned Count = 1;
  if (!Entry.is_object()) {
    Wrong = "is no object";
    return {};
  }
  for (const auto &[Name, Value] : Entry.items()) {
    auto At = std::find(std::begin(Names), std::end(Names), Name);
    if (At != std::end(Names) && Value.is_string())
      Parts[At - std::begin(Names)] = Value;
    else if (Name == "count" && Value.is_number_unsigned() &&
             Value.get<uint64_t>() >= 1 && Value.get<uint64_t>() <= 1000000)
      Count = Value;
    else
      Wrong = "has no meaning for '" + Name + "'";
  }
  if (Wrong.empty() && (Parts[0].empty() || Parts[1].empty()))
    Wrong = "needs a rule and a file";
  return {std::make_from_tuple<LintKey>(Parts), Count};
}

llvm::Expected<Baseline> Baseline::parse(llvm::StringRef Text,
                                         const std::string &Path) {
  json Whole = json::parse(Text.begin(), Text.end(), nullptr,
                           /*allow_exceptions=*/false);
  if (Whole.is_discarded())
    return problem(Path, "this is no JSON; `premap baseline create` makes it "
                         "anew");
  if (!Whole.is_object() || !Whole.contains("schema") ||
      Whole["schema"] != Schema || !Whole.contains("findings") ||
      !Whole["findings"].is_array())
    return problem(Path, llvm::Twine("this is not ") + Schema);
  Baseline Out;
  size_t Number = 0;
  for (const json &Entry : Whole["findings"]) {
    std::string Wrong;
    auto [Key, Count] = parseEntry(Entry, Wrong);
    if (!Wrong.empty())
      return problem(Path, "finding " + llvm::Twine(Number + 1) + " " + Wrong);
    Out.Entries[Key] += Count;
    ++Number;
  }
  return Out;
}

Baseline Baseline::of(const std::vector<GateFinding> &Findings) {
  Baseline Out;
  for (const GateFinding &F : Findings)
    ++Out.Entries[keyOf(F)];
  return Out;
}

std::vector<StaleEntry>
Baseline::mark(std::vector<GateFinding> &Findings,
               llvm::function_ref<bool(const LintKey &)> WasAsked) const {
  std::map<LintKey, unsigned> Left = Entries;
  for (GateFinding &F : Findings) {
    auto At = Left.find(keyOf(F));
    if (At == Left.end() || At->second == 0)
      continue;
    --At->second;
    F.IsNew = false;
  }
  std::vector<StaleEntry> Stale;
  for (const auto &[Key, Count] : Left)
    if (Count && WasAsked(Key)) {
      const auto &[Rule, File, Table, Function, Statement] = Key;
      Stale.push_back({"baseline", File, 0,
                       "the baseline's " + Rule +
                           (Function.empty() ? "" : " in " + Function + "()") +
                           " is no longer found"});
    }
  return Stale;
}

Baseline Baseline::pruned(const std::vector<GateFinding> &Findings) const {
  Baseline Out, Now = of(Findings);
  for (const auto &[Key, Count] : Entries)
    if (auto At = Now.Entries.find(Key); At != Now.Entries.end())
      Out.Entries[Key] = std::min(Count, At->second);
  return Out;
}

size_t Baseline::size() const {
  size_t Sum = 0;
  for (const auto &[Key, Count] : Entries)
    Sum += Count;
  return Sum;
}

std::string Baseline::text() const {
  std::string Out =
      std::string("{\"schema\": \"") + Schema + "\", \"findings\": [";
  const char *Separator = "\n";
  for (const auto &[Key, Count] : Entries) {
    json Entry = json::object();
    auto add = [&, At = 0](const std::string &Part) mutable {
      if (!Part.empty())
        Entry[Names[At]] = Part;
      ++At;
    };
    std::apply([&](const auto &...Part) { (add(Part), ...); }, Key);
    if (Count > 1)
      Entry["count"] = Count;
    Out +=
        Separator + Entry.dump(-1, ' ', true, json::error_handler_t::replace);
    Separator = ",\n";
  }
  return Out + "\n]}\n";
}

} // namespace premap
