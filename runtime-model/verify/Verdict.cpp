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
  return Out;
}

} // namespace premap::verify
