// SARIF 2.1.0 as GitHub and other services take it: relative paths, one rule
// object for each id, stable fingerprints, the way from table to sink.
#include "kernel/Rules.h"
#include "tool/lint/LintReport.h"

#include "llvm/ADT/StringExtras.h"

#include <map>

using json = nlohmann::ordered_json;

namespace premap {

/// \p Path as a relative URI.
static std::string uri(const std::string &Path) {
  std::string Out;
  for (char C : Path) {
    if (llvm::isAlnum(C) || llvm::StringRef("-._~/").contains(C)) {
      Out += C;
      continue;
    }
    Out += percentCode(C);
  }
  return Out;
}

static json physical(const std::string &File, unsigned Line,
                     unsigned Column = 0) {
  json Where = {
      {"artifactLocation", {{"uri", uri(File)}, {"uriBaseId", "SRCROOT"}}}};
  if (Line) {
    json Region = {{"startLine", Line}};
    if (Column)
      Region["startColumn"] = Column;
    Where["region"] = std::move(Region);
  }
  return {{"physicalLocation", std::move(Where)}};
}

static json ruleObject(const std::string &Id) {
  const kernel::Rule *Row = kernel::ruleOf(Id);
  json Rule = {{"id", Id}};
  if (!Row)
    return Rule;
  std::string Title(Row->Title), Cure(Row->Cure);
  Rule["shortDescription"] = {{"text", Title}};
  Rule["fullDescription"] = {{"text", Title + ". " + Cure}};
  Rule["help"] = {
      {"text", Cure + " `premap lint --explain " + Id + "` tells more."}};
  return Rule;
}

/// The way to the finding and the finding itself.
static json codeFlow(const GateFinding &F) {
  json Locations = json::array();
  for (const LintStep &Step : F.Way) {
    json Location = physical(Step.Where.File, Step.Where.Line);
    Location["message"] = {{"text", Step.Message}};
    Locations.push_back({{"location", std::move(Location)}});
  }
  json Last = physical(F.Where.File, F.Where.Line, F.Where.Column);
  Last["message"] = {{"text", F.Message}};
  Locations.push_back({{"location", std::move(Last)}});
  json Thread = {{"locations", std::move(Locations)}};
  return {{"threadFlows", json::array({std::move(Thread)})}};
}

static json resultObject(const GateFinding &F, size_t RuleIndex) {
  std::string Message = F.Message;
  if (!F.Counterexample.empty())
    Message += ". For example: " + F.Counterexample;
  if (!F.Fix.empty())
    Message += ". Fix: " + F.Fix;
  json Result = {{"ruleId", F.Rule},
                 {"ruleIndex", RuleIndex},
                 {"level", compilerWord(F.How)},
                 {"message", {{"text", Message}}},
                 {"locations", json::array({physical(F.Where.File, F.Where.Line,
                                                     F.Where.Column)})},
                 {"partialFingerprints",
                  {{"primaryLocationLineHash", F.Fingerprint},
                   {"premap/v1", F.Fingerprint}}},
                 {"baselineState", F.IsNew ? "new" : "unchanged"}};
  if (!F.Function.empty()) {
    json Function = {{"name", F.Function}, {"kind", "function"}};
    Result["locations"][0]["logicalLocations"] =
        json::array({std::move(Function)});
  }
  if (!F.Way.empty())
    Result["codeFlows"] = json::array({codeFlow(F)});
  Result["properties"] = {{"confidence", toString(F.How)}};
  return Result;
}

json lintToSarif(const LintResult &R, const std::string &ToolVersion) {
  std::map<std::string, size_t> Index;
  for (const GateFinding &F : R.Findings)
    Index.emplace(F.Rule, 0);
  json Rules = json::array();
  for (auto &[Id, At] : Index) {
    At = Rules.size();
    Rules.push_back(ruleObject(Id));
  }
  json Results = json::array();
  for (const GateFinding &F : R.Findings)
    Results.push_back(resultObject(F, Index[F.Rule]));
  json Notes = json::array();
  for (const IncompleteFile &I : R.Incomplete)
    Notes.push_back({{"level", "error"},
                     {"message", {{"text", I.File + ": " + I.Reason}}},
                     {"locations", json::array({physical(I.File, 0)})}});
  json Invocation = {{"executionSuccessful", R.Incomplete.empty()}};
  if (!Notes.empty())
    Invocation["toolExecutionNotifications"] = std::move(Notes);
  json Driver = {{"name", "premap"},
                 {"version", ToolVersion},
                 {"rules", std::move(Rules)}};
  json Run = {
      {"tool", {{"driver", std::move(Driver)}}},
      {"invocations", json::array({std::move(Invocation)})},
      {"originalUriBaseIds",
       {{"SRCROOT",
         {{"description", {{"text", "the root of the kernel tree"}}}}}}},
      {"columnKind", "unicodeCodePoints"},
      {"results", std::move(Results)}};
  return {{"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
          {"version", "2.1.0"},
          {"runs", json::array({std::move(Run)})}};
}

} // namespace premap
