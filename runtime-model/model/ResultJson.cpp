// Results as schema premap.model/1.
#include "model/Scenario.h"

#include <nlohmann/json.hpp>

namespace premap::model {

using Json = nlohmann::ordered_json;

static Json nullable(const std::string &Name) {
  return Name.empty() ? Json(nullptr) : Json(Name);
}

static Json toJson(const Mapping &M) {
  Json J;
  J["start"] = M.Start;
  J["end"] = M.End;
  J["pgoff"] = M.Pgoff;
  J["file"] = nullable(M.File);
  J["flags"] = Json::array();
  for (std::string_view Flag : flagNames(M.Flags))
    J["flags"].push_back(std::string(Flag));
  J["vm_ops"] = nullable(M.VmOps);
  J["has_close"] = M.HasClose;
  J["private_data"] = nullable(M.PrivateData);
  J["page_prot"] = M.PageProt;
  // Rare: only there if they say something.
  if (M.AnonPgoff)
    J["anon_pgoff"] = *M.AnonPgoff;
  if (!M.AnonVma.empty())
    J["anon_vma"] = M.AnonVma;
  if (M.AnonVmaShared)
    J["anon_vma_shared"] = true;
  if (!M.Policy.empty())
    J["policy"] = M.Policy;
  if (!M.UserfaultCtx.empty())
    J["userfault_ctx"] = M.UserfaultCtx;
  if (!M.AnonName.empty())
    J["anon_name"] = M.AnonName;
  if (M.Anonymous)
    J["anonymous"] = true;
  return J;
}

static Json toJson(const std::vector<Pte> &Runs, std::uint64_t PageSize) {
  Json List = Json::array();
  for (const Pte &Run : Runs)
    for (std::uint64_t Page = 0; Page < Run.Pages; ++Page)
      List.push_back({{"addr", Run.Addr + Page * PageSize},
                      {"pfn", Run.Pfn + Page},
                      {"prot", Run.Prot},
                      {"special", Run.Special}});
  return List;
}

static Json toJson(const std::vector<DriverEffect> &Effects, const char *Name) {
  Json List = Json::array();
  for (const DriverEffect &E : Effects) {
    Json J;
    J[Name] = E.What;
    if (!E.Value.empty())
      J["value"] = E.Value;
    J["locks"] = E.Locks;
    List.push_back(std::move(J));
  }
  return List;
}

Json toJson(const Scenario &S, const Result &R) {
  Json J;
  J["schema"] = "premap.model/1";
  J["return"] = R.Return;
  J["steps"] = Json::array();
  for (const Step &Name : R.Steps)
    J["steps"].push_back(Name.str());
  J["mappings"] = Json::array();
  for (const Mapping &M : R.Mappings)
    J["mappings"].push_back(toJson(M));
  J["ptes"] = toJson(R.Ptes, S.PageSize);
  J["files"] = Json::object();
  for (const NamedCount &F : R.Files)
    J["files"][F.Name] = {{"refs", F.Count}};
  J["resources"] = Json::object();
  for (const NamedCount &Res : R.Resources)
    J["resources"][Res.Name] = Res.Count;
  J["locks_held"] = R.LocksHeld;
  J["charge"] = R.Charge;
  if (!R.Calls.empty())
    J["calls"] = toJson(R.Calls, "call");
  if (!R.Memory.empty())
    J["memory"] = toJson(R.Memory, "place");
  J["leaks"] = Json::array();
  for (const Leak &L : R.Leaks)
    J["leaks"].push_back(L.str());
  J["stale_ptes"] = toJson(R.StalePtes, S.PageSize);
  J["warnings"] = R.Warnings;
  return J;
}

} // namespace premap::model
