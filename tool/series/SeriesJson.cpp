// The series for programs, and for the next version of it.
#include "tool/series/HandlerFacts.h"
#include "tool/series/SeriesWriter.h"

using json = nlohmann::ordered_json;

namespace premap {

static json handlerToJson(const SeriesConversion &C) {
  const HandlerRecord &Record = C.Handler->Record;
  json Tables = json::array(), Differences = json::array();
  for (const OpsEntry &E : Record.Ops)
    Tables.push_back(E.Where.Path + ":" + E.Variable);
  for (const NamedDifference &D : differencesOf(*C.Outcome))
    Differences.push_back({{"id", D.Id}, {"rule", D.Rule}});
  CheckFacts Checks = checksOf(*C.Outcome);
  return {{"id", Record.Id},
          {"new", C.Handler->Accepted->NewName},
          {"tables", std::move(Tables)},
          {"state", toString(C.Outcome->Outcome)},
          {"verdict", Checks.Verdict},
          {"differences", std::move(Differences)},
          {"archs", Record.Archs}};
}

static json mailToJson(const SeriesMail &M) {
  json Handlers = json::array(), Residue = json::array(), After = json::array();
  for (const SeriesConversion &C : M.Patch.Conversions)
    Handlers.push_back(handlerToJson(C));
  for (const CheckResidue &R : M.Residue)
    Residue.push_back({{"level", R.Level},
                       {"type", R.Type},
                       {"message", R.Message},
                       {"line", R.Line},
                       {"explained", R.Why}});
  for (size_t I : M.Patch.After)
    After.push_back(I + 1);
  json To = json::array();
  for (const auto *Part : {&M.Recipients.People, &M.Recipients.Lists})
    for (const std::string &Address : *Part)
      To.push_back(Address);
  return {{"file", M.FileName},
          {"subject", M.Subject},
          {"commit", M.Commit},
          {"files", M.Patch.files()},
          {"handlers", std::move(Handlers)},
          {"after", std::move(After)},
          {"prefix",
           {{"text", M.Prefix.Text},
            {"source", M.Prefix.Source},
            {"guess", M.Prefix.isGuess()},
            {"evidence", M.Prefix.evidence(M.Patch.mainFile())},
            {"examples", M.Prefix.Examples}}},
          {"checkpatch", std::move(Residue)},
          {"recipients", std::move(To)}};
}

static json leftToJson(const std::vector<LeftOut> &Left) {
  json All = json::array();
  for (const LeftOut &L : Left)
    All.push_back({{"id", L.Id}, {"reason", L.Why}});
  return All;
}

json seriesToJson(const Series &Made, const ScanResult &Scan,
                  const SeriesRequest &Request) {
  json Patches = json::array();
  for (const SeriesMail &M : Made.Mails)
    Patches.push_back(mailToJson(M));
  return {{"schema", "premap.series/1"},
          {"tool", Request.Tool},
          {"command", Request.Command},
          {"tree", {{"version", Scan.Version}, {"archs", Scan.Archs}}},
          {"target", {{"api", Scan.TargetProfile}, {"preview", Scan.Preview}}},
          {"version", Request.Version},
          {"base", Made.Base},
          {"head", Made.Base.empty() ? "" : Made.Head},
          {"branch", Made.Branch},
          {"scripts", Request.Scripts},
          {"patches", std::move(Patches)},
          {"left_out", leftToJson(Made.Left)},
          {"dropped", leftToJson(Made.Dropped)},
          {"warnings", Made.Warnings}};
}

} // namespace premap
