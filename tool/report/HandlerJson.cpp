#include "tool/report/HandlerJson.h"

#include "tool/deliver/EventText.h"
#include "tool/deliver/ScanReport.h"
#include "tool/report/CounterexampleCode.h"

#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringRef.h"

using json = nlohmann::ordered_json;
using llvm::StringRef;

namespace premap {

HandlerPages::HandlerPages(const FileReader &Read)
    : Read(Read), Known(Maintainers::parse(Read("MAINTAINERS").value_or(""))) {}

/// The folder that people call a part of the kernel: "drivers/char", "mm".
static std::string subsystemOf(StringRef File) {
  auto [Top, Rest] = File.split('/');
  static constexpr StringRef Large[] = {"arch",    "drivers", "fs",   "net",
                                        "samples", "sound",   "tools"};
  if (!llvm::is_contained(Large, Top) || !Rest.contains('/'))
    return Rest.empty() ? "" : Top.str();
  return (Top + "/" + Rest.split('/').first).str();
}

json HandlerPages::sectionOf(const std::string &File) {
  const MaintainerSection *Section = Known.sectionOf(File);
  if (!Section)
    return nullptr;
  auto [At, IsNew] = SectionNumbers.try_emplace(Section, Sections.size());
  if (IsNew)
    Sections.push_back({{"title", Section->Title},
                        {"people", Section->People},
                        {"lists", Section->Lists}});
  return At->second;
}

json &HandlerPages::entry(const std::string &Id, const std::string &Name,
                          const std::string &File, unsigned Line) {
  auto [At, IsNew] = Entries.try_emplace(Id);
  if (IsNew)
    At->second = {{"id", Id},
                  {"name", Name},
                  {"file", File},
                  {"line", Line},
                  {"subsystem", subsystemOf(File)},
                  {"section", sectionOf(File)}};
  return At->second;
}

json HandlerPages::reasonsToJson(const std::vector<Reason> &Reasons) {
  json List = json::array();
  for (const Reason &R : Reasons) {
    Rules.insert(R.Rule);
    Lines.wantAround(R.File, R.Line);
    List.push_back({{"rule", R.Rule},
                    {"message", R.Message},
                    {"file", R.File},
                    {"line", R.Line},
                    {"missing", R.Missing}});
  }
  return List;
}

json HandlerPages::tablesToJson(const HandlerRecord &Record) {
  json Tables = json::array();
  for (const OpsEntry &E : Record.Ops) {
    HookAt[{E.Where.Path, E.Where.Line}] = Record.Id;
    Lines.wantAround(E.Where.Path, E.Where.Line);
    Tables.push_back({{"type", E.Type},
                      {"field", E.Field},
                      {"variable", E.Variable},
                      {"file", E.Where.Path},
                      {"line", E.Where.Line}});
  }
  return Tables;
}

json HandlerPages::functionToJson(const FunctionFacts &Function) {
  StringRef Text;
  std::optional<std::string> File = Read(Function.File);
  if (File && Function.Definition.Offset < File->size())
    Text = StringRef(*File).substr(Function.Definition.Offset,
                                   Function.Definition.Length);
  unsigned First =
      Function.Definition.Line ? Function.Definition.Line : Function.Line;
  unsigned Last = First + Text.count('\n');
  Lines.want(Function.File, First, Last);
  json Notes = json::array();
  for (const Event &E : Function.Body.Events)
    Notes.push_back({E.Where.Line, describe(E) +
                                       (E.InMacro ? " (in a macro)" : "") +
                                       (E.InLoop ? " (in a loop)" : "")});
  return {{"name", Function.Name},
          {"file", Function.File},
          {"first", First},
          {"last", Last},
          {"notes", Notes}};
}

json HandlerPages::functionsToJson(const HandlerRecord &Record) {
  json Functions = json::array();
  if (Record.Function)
    Functions.push_back(functionToJson(*Record.Function));
  for (const auto &Helper : Record.Helpers)
    Functions.push_back(functionToJson(*Helper));
  return Functions;
}

json HandlerPages::planToJson(const Plan &Accepted) {
  json Steps = json::array();
  for (const PlanStep &Step : Accepted.Steps)
    Steps.push_back({{"text", Step.Text},
                     {"file", Step.Where.Path},
                     {"line", Step.Where.Line}});
  return Steps;
}

json HandlerPages::verdictsToJson(
    const std::vector<verify::VerifyResult> &Verdicts,
    const FileChanges &Changes) {
  for (const verify::VerifyResult &Verdict : Verdicts)
    for (const verify::Difference &D : Verdict.Differences)
      Rules.insert(D.Rule);
  const FileReader Changed =
      [&](const std::string &Path) -> std::optional<std::string> {
    auto Change = Changes.find(Path);
    return Change == Changes.end() ? Read(Path) : Change->second.New;
  };
  json All = premap::verdictsToJson(Verdicts);
  for (size_t I = 0; I != Verdicts.size(); ++I)
    if (json Code = counterexampleCode(Verdicts[I], Read, Changed);
        !Code.is_null())
      All[I]["code"] = std::move(Code);
  return All;
}

std::vector<size_t> HandlerPages::addChanges(const FileChanges &Changes) {
  std::vector<size_t> Numbers;
  for (const auto &[Path, Change] : Changes)
    if (Change.Old != Change.New)
      Numbers.push_back(Diffs.add(Path, Change));
  return Numbers;
}

FileChanges HandlerPages::changesOf(const ScannedHandler &Handler) const {
  if (Handler.Refuted)
    return *Handler.Refuted;
  FileChanges Changes;
  const EditGroup &Edits = Handler.Found.Edits;
  for (const std::string &Path : Edits.paths())
    if (std::optional<std::string> Old = Read(Path))
      Changes[Path] = {*Old, applyEdits(*Old, Edits, Path)};
  return Changes;
}

void HandlerPages::add(const ScannedHandler &Handler) {
  const HandlerResult &H = Handler.Found;
  const HandlerRecord &R = H.Record;
  const RewriteOutcome *O = Handler.Outcome;
  json Classes = json::array();
  for (HandlerClass C : R.Classes)
    Classes.push_back(toString(C));
  json VmOps = json::array();
  for (const VmOpsTable &Table : R.VmOps) {
    json Hooks = json::object();
    for (const VmOpsHook &Hook : Table.Hooks)
      if (!Hook.Inactive)
        Hooks[Hook.Field] = Hook.Value;
    VmOps.push_back({{"name", Table.Name},
                     {"file", Table.File},
                     {"line", Table.Line},
                     {"hooks", std::move(Hooks)}});
  }
  const FileChanges Changes = changesOf(Handler);
  const std::vector<Reason> &Reasons =
      O && !O->Reasons.empty() ? O->Reasons : H.Reasons;
  entry(R.Id, R.Name, R.File, R.Line)
      .update({{"state", toString(O ? O->Outcome : H.Outcome)},
               {"class", R.Class ? json(toString(*R.Class)) : json(nullptr)},
               {"classes", std::move(Classes)},
               {"archs", R.Archs},
               {"best_effort", H.isBestEffort()},
               {"not_compiled_because", H.WhyNotCompiled},
               {"tables", tablesToJson(R)},
               {"facts", factsToJson(R)},
               {"functions", functionsToJson(R)},
               {"vm_ops", std::move(VmOps)},
               {"disagreements", R.Disagreements},
               {"plan", H.Accepted ? planToJson(*H.Accepted) : json::array()},
               {"reasons", reasonsToJson(Reasons)},
               {"notes",
                reasonsToJson(H.Accepted ? H.Accepted->Warnings : H.Notes)},
               {"verdicts",
                O ? verdictsToJson(O->Verdicts, Changes) : json(json::array())},
               {"changes", addChanges(Changes)},
               {"mail", Handler.Mail}});
}

void HandlerPages::add(const VerifiedHandler &H, const FileChanges &Changes,
                       const std::vector<size_t> &Changed) {
  auto [File, Name] = StringRef(H.Id).rsplit(':');
  entry(H.Id, Name.str(), File.str(), 0)
      .update({{"state", toString(H.Outcome)},
               {"best_effort", H.BestEffort},
               {"reasons", reasonsToJson(H.Reasons)},
               {"verdicts", verdictsToJson(H.Verdicts, Changes)},
               {"changes", Changed}});
}

void HandlerPages::add(const GateFinding &F) {
  Rules.insert(F.Rule);
  Lines.wantAround(F.Where.File, F.Where.Line);
  json Way = json::array();
  for (const LintStep &Step : F.Way) {
    Lines.wantAround(Step.Where.File, Step.Where.Line);
    Way.push_back({{"file", Step.Where.File},
                   {"line", Step.Where.Line},
                   {"message", Step.Message}});
  }
  // A finding belongs to the hook that leads to it, if the page has that.
  auto Hook = HookAt.find({F.Table.Where.File, F.Table.Where.Line});
  const std::string Id =
      Hook == HookAt.end() ? F.Where.File + ":" + F.Function : Hook->second;
  json &To = entry(Id, F.Function, F.Where.File, F.Where.Line);
  To["lint"].push_back({{"rule", F.Rule},
                        {"confidence", toString(F.How)},
                        {"message", F.Message},
                        {"function", F.Function},
                        {"file", F.Where.File},
                        {"line", F.Where.Line},
                        {"way", std::move(Way)},
                        {"example", F.Counterexample},
                        {"fix", F.Fix},
                        {"new", F.IsNew}});
}

json HandlerPages::toJson() const {
  json List = json::array();
  for (const auto &[Id, Entry] : Entries)
    List.push_back(Entry);
  return List;
}

} // namespace premap
