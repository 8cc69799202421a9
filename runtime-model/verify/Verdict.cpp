#include "verify/Verdict.h"

namespace premap::verify {

std::string toString(Verdict V) { return nlohmann::json(V).get<std::string>(); }

nlohmann::json toJson(const VerifyResult &R, bool WithTime) {
  nlohmann::json Differences = nlohmann::json::array();
  for (const Difference &D : R.Differences)
    Differences.push_back(
        {{"id", D.Id}, {"message", D.Message}, {"rule", D.Rule}});
  nlohmann::json Out{
      {"id", R.File + ":" + R.OldHandler},
      {"table", R.Table},
      {"old_handler", R.OldHandler},
      {"new_handler", R.NewHandler},
      {"file", R.File},
      {"verdict", R.Result},
      {"differences", Differences},
      {"assumptions", R.Assumptions},
      {"counterexample", R.Counterexample},
      {"paths",
       {{"old", R.Paths.Old}, {"new", R.Paths.New}, {"pairs", R.Paths.Pairs}}},
      {"scenarios", R.Scenarios},
      {"ms", WithTime ? R.Milliseconds : 0}};
  for (const PathTrace &P : R.Trace)
    Out["trace"].push_back({{"side", P.Side},
                            {"end", P.End},
                            {"return", P.Return},
                            {"decided_at", P.Decided},
                            {"guards", P.Guards},
                            {"steps", P.Steps},
                            {"fields", P.Fields}});
  if (!R.Arch.empty())
    Out["arch"] = R.Arch;
  return Out;
}

VerifyResult resultOf(const nlohmann::json &J) {
  VerifyResult R;
  J.at("table").get_to(R.Table);
  J.at("old_handler").get_to(R.OldHandler);
  J.at("new_handler").get_to(R.NewHandler);
  J.at("file").get_to(R.File);
  J.at("verdict").get_to(R.Result);
  for (const nlohmann::json &D : J.at("differences"))
    R.Differences.push_back({D.at("id"), D.at("message"), D.at("rule")});
  J.at("assumptions").get_to(R.Assumptions);
  R.Counterexample = J.at("counterexample");
  const nlohmann::json &Paths = J.at("paths");
  R.Paths = {Paths.at("old"), Paths.at("new"), Paths.at("pairs")};
  J.at("scenarios").get_to(R.Scenarios);
  J.at("ms").get_to(R.Milliseconds);
  if (auto Trace = J.find("trace"); Trace != J.end())
    for (const nlohmann::json &P : *Trace)
      R.Trace.push_back({P.at("side"), P.at("end"), P.at("return"),
                         P.at("decided_at"), P.at("guards"), P.at("steps"),
                         P.at("fields")});
  R.Arch = J.value("arch", std::string());
  return R;
}

} // namespace premap::verify
