#include "guard/VisibleText.h"
#include "tool/report/HandlerJson.h"
#include "tool/report/Report.h"

#include "kernel/Rules.h"

#include "llvm/ADT/STLExtras.h"

using json = nlohmann::ordered_json;

namespace premap {
namespace {

/// Makes the data of one page, part by part.
class Writer {
public:
  explicit Writer(const ReportInput &Input) : In(Input), Handlers(Input.Read) {}

  llvm::Expected<json> run();

private:
  json treeToJson() const;
  json rulesToJson() const;
  void addScanned();
  void addForeign();
  void addFindings();

  const ReportInput &In;
  HandlerPages Handlers;
};

} // namespace

json Writer::treeToJson() const {
  json Tree = {{"version", ""},
               {"archs", json::array()},
               {"api", ""},
               {"target", ""},
               {"preview", false}};
  if (In.Scan)
    Tree = {{"version", In.Scan->Version},
            {"archs", In.Scan->Archs},
            {"api", In.Scan->TreeProfile},
            {"target", In.Scan->TargetProfile},
            {"preview", In.Scan->Preview}};
  else if (In.Verdicts)
    Tree.update({{"version", In.Verdicts->Version},
                 {"target", In.Verdicts->TargetApi},
                 {"preview", In.Verdicts->Preview}});
  else if (In.Lint)
    Tree.update({{"version", In.Lint->Version},
                 {"archs", In.Lint->Archs},
                 {"api", In.Lint->Profile}});
  return Tree;
}

json Writer::rulesToJson() const {
  json Rules = json::object();
  for (const std::string &Id : Handlers.rules())
    if (const kernel::Rule *Rule = kernel::ruleOf(Id))
      Rules[Id] = {
          {"title", Rule->Title}, {"cure", Rule->Cure}, {"why", Rule->Why}};
  return Rules;
}

void Writer::addScanned() {
  std::map<std::string, const RewriteOutcome *> Outcomes;
  if (In.Rewrite)
    for (const RewriteOutcome &O : In.Rewrite->Outcomes)
      Outcomes[O.Id] = &O;
  std::map<std::string, std::string> Mails;
  if (In.Patches)
    for (const SeriesMail &M : In.Patches->Mails)
      for (const SeriesConversion &C : M.Patch.Conversions)
        Mails[C.Handler->Record.Id] = M.FileName;
  for (const HandlerResult &H : In.Scan->Handlers) {
    if (H.Record.Inner && !In.AllTables)
      continue;
    const std::string &Id = H.Record.Id;
    auto Outcome = Outcomes.find(Id);
    const FileChanges *Refuted = nullptr;
    if (In.Rewrite) {
      auto Found = In.Rewrite->Refuted.find(Id);
      if (Found != In.Rewrite->Refuted.end())
        Refuted = &Found->second;
    }
    Handlers.add({H, Outcome == Outcomes.end() ? nullptr : Outcome->second,
                  Refuted, Mails[Id]});
  }
}

void Writer::addForeign() {
  const FileChanges Changes = In.Changes ? *In.Changes : FileChanges();
  const std::vector<size_t> Changed = Handlers.addChanges(Changes);
  for (const VerifiedHandler &H : In.Verdicts->Handlers)
    Handlers.add(H, Changes, Changed);
}

void Writer::addFindings() {
  for (const GateFinding &F : In.Lint->Findings)
    Handlers.add(F);
}

/// Strings of strangers, keys too, with what a reader would not see in them
/// spelled out.
static json shown(json Value) {
  if (Value.is_string())
    return visible(Value.get_ref<const std::string &>());
  if (Value.is_array())
    for (json &Item : Value)
      Item = shown(std::move(Item));
  if (!Value.is_object())
    return Value;
  json Out = json::object();
  for (auto &[Key, Item] : Value.items())
    Out[visibleName(Key)] = shown(std::move(Item));
  return Out;
}

static void addIncomplete(json &To, const std::vector<IncompleteFile> &Files) {
  for (const IncompleteFile &F : Files)
    To.push_back({{"file", F.File}, {"reason", F.Reason}});
}

llvm::Expected<json> Writer::run() {
  json Incomplete = json::array(), Notes = json::array();
  if (In.Scan) {
    addScanned();
    addIncomplete(Incomplete, In.Scan->Incomplete);
  }
  if (In.Verdicts) {
    addForeign();
    for (const std::string &Note : In.Verdicts->Notes)
      Notes.push_back(Note);
  }
  if (In.Lint) {
    addFindings();
    if (!In.Scan)
      addIncomplete(Incomplete, In.Lint->Incomplete);
    for (const StaleEntry &S : In.Lint->Stale)
      Notes.push_back(S.File + ":" + std::to_string(S.Line) + ": " + S.Message);
  }
  llvm::Expected<json> Diffs = Handlers.diffs();
  if (!Diffs)
    return Diffs.takeError();
  json Plan = nullptr;
  if (In.Plan) {
    json All = planToJson(*In.Plan);
    Plan = {{"nodes", std::move(All["nodes"])},
            {"steps", std::move(All["steps"])},
            {"whole", In.PlanIsWhole}};
  }
  return shown({{"schema", "premap.report/1"},
                {"tool", In.Tool},
                {"command", In.Command},
                {"tree", treeToJson()},
                {"handlers", Handlers.toJson()},
                {"diffs", std::move(*Diffs)},
                {"sections", Handlers.sections()},
                {"sources", Handlers.sources()},
                {"rules", rulesToJson()},
                {"plan", std::move(Plan)},
                {"incomplete", std::move(Incomplete)},
                {"notes", std::move(Notes)}});
}

llvm::Expected<json> reportToJson(const ReportInput &Input) {
  return Writer(Input).run();
}

} // namespace premap
